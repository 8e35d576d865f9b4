@echo off
rem Packs QMacVerify.Tool, QMacVerify.Generators and QMacVerify.Runtime into artifacts\, with machine code for Windows on x64.
setlocal
cd /d "%~dp0"
set DOTNET_CLI_TELEMETRY_OPTOUT=1
set DOTNET_NOLOGO=1
if exist artifacts rmdir /s /q artifacts
if exist .qmac\pack\publish rmdir /s /q .qmac\pack\publish
call :pack src\Runtime || exit /b 1
call :pack src\Generators || exit /b 1
call :pack src\Compiler "-p:ToolPackageRuntimeIdentifiers=\"win-x64;any\"" || exit /b 1
dir /b artifacts
exit /b

:pack
dotnet pack %* -c Release --artifacts-path .qmac\pack -o artifacts --nologo -v quiet -p:ContinuousIntegrationBuild=true
exit /b

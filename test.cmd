@echo off
rem Builds and runs all tests; those whose tools are missing are skipped. Arguments go to dotnet test.
setlocal
set DOTNET_CLI_TELEMETRY_OPTOUT=1
set DOTNET_NOLOGO=1
dotnet test "%~dp0QMacVerify.sln" -c Release %*

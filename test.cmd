@echo off
rem Builds and runs all tests; those whose tools are missing are skipped. Arguments go to dotnet test.
setlocal
set DOTNET_CLI_TELEMETRY_OPTOUT=1
set DOTNET_NOLOGO=1
rem No test is left out here, and no case of random sweeps.
set QMAC_ALL_CASES=1
dotnet test "%~dp0QMacVerify.sln" -c Release %*

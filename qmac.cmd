@echo off
rem Runs qmac from this checkout, which is built first where a file changed.
dotnet run -c Release -v quiet --project "%~dp0src\Compiler" -- %*

namespace QMacVerify.Runtime;

namespace QMacVerify.Generators;

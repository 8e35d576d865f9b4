using System.Security.Cryptography;
using System.Text;
using QMacVerify.Compiler.Data;
using QMacVerify.Generators.Reading;

namespace QMacVerify.Compiler.Sweep;

/// <summary>Names all that a sweep is a function of.</summary>
internal static class TaskHash
{
    /// <summary>Lower-case hex SHA-256 of package, data and plan.</summary>
    public static string Of(PackageIdentity package, DataSet data, SweepPlan plan) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{package.Sha256}\n{data.Sha256}\n{plan.Sha256}")));
}

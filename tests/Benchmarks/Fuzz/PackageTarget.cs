using System.Text;
using QMacVerify.Compiler.Packages;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Reading;
using QMacVerify.Tests.Shared;
using QMacVerify.Tests.Shared.Fuzz;

namespace QMacVerify.Benchmarks.Fuzz;

/// <summary>Packages of which one file is damaged; mostly its hashes are made right again, as <c>qmac pack</c> does, so that more than a hash is wrong.</summary>
internal static class PackageTarget
{
    private static readonly string[] Names = [PackageTexts.GraphFile, PackageTexts.QuantSpecFile, PackageTexts.ParametersFile, ModelPackage.ArchiveFile];

    public static FuzzTarget Create(TemporaryFolder scratch)
    {
        Network[] networks =
        [
            .. TinyGraphs.EveryOperation(), TinyGraphs.Network(1), TinyGraphs.Network(2, PaddingRule.Skip).Centred(), TinyGraphs.Stateful(3),
            TinyQLinearGraphs.Network(1), TinyRealGraphs.Network(1), TinyXnnpackGraphs.Network(1), TinyProductGraphs.Network(1),
        ];
        byte[][][] packages = [.. networks.Select(network => Files(network, scratch.PathOf("seed")))];
        TextMutator texts = new([.. packages.SelectMany(files => files[..3]).Select(Encoding.UTF8.GetString)]);
        FileMutator archives = new([.. packages.Select(files => files[3])]);
        string folder = scratch.PathOf("package");
        Directory.CreateDirectory(folder);
        return new FuzzTarget("package", 3, random =>
        {
            byte[][] files = [.. packages[random.NextBelow(packages.Length)]];
            int damaged = Math.Max(0, random.NextBelow(8) - 4);
            string text = Encoding.UTF8.GetString(files[damaged]);
            files[damaged] = damaged switch
            {
                3 => archives.Mutate(random).File,
                2 => FuzzTargets.Damage(texts, text, random),
                _ => FuzzTargets.DamageJson(texts, text, random),
            };
            bool packs = random.NextBelow(4) > 0;
            return new FuzzCase(Names[damaged], files[damaged], () =>
            {
                for (int i = 0; i < files.Length; i++)
                {
                    File.WriteAllBytes(Path.Combine(folder, Names[i]), files[i]);
                }

                NetworkUse.Follow(packs ? ModelPackage.Pack(folder).Package : ModelPackage.Read(folder), random);
            });
        });
    }

    private static byte[][] Files(Network network, string folder)
    {
        ModelPackage.Write(folder, network);
        return [.. Names.Select(name => File.ReadAllBytes(Path.Combine(folder, name)))];
    }
}

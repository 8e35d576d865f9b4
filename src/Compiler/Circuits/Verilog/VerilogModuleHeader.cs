using System.Globalization;

namespace QMacVerify.Compiler.Circuits.Verilog;

internal enum PortDirection
{
    Input,
    Output,
    Inout,
}

/// <summary>A port as the source declares it.</summary>
/// <param name="Name">Without escapes.</param>
/// <param name="Direction">Of the port.</param>
/// <param name="Width">Null when it depends on a parameter: the simulator knows.</param>
/// <param name="IsSigned">Whether it is declared so; what an expression makes of it is another matter.</param>
internal sealed record VerilogPort(string Name, PortDirection Direction, int? Width, bool IsSigned);

/// <summary>What a source says about one module: its ports, and which names it mentions.</summary>
internal sealed record VerilogModuleHeader(string Name, IReadOnlyList<VerilogPort> Ports, IReadOnlySet<string> Instantiated)
{
    private static readonly string[] NotNames =
        ["wire", "reg", "logic", "signed", "unsigned", "var", "tri", "integer", "input", "output", "inout", "bit"];

    /// <summary>The modules of a source, in its order.</summary>
    public static List<VerilogModuleHeader> All(IReadOnlyList<VerilogToken> source)
    {
        List<VerilogToken> tokens = [.. source];
        List<VerilogModuleHeader> modules = [];
        for (int i = 0; i < tokens.Count; i++)
        {
            if (tokens[i].Is("module") || tokens[i].Is("macromodule"))
            {
                int end = tokens.FindIndex(i, token => token.Is("endmodule"));
                end = end < 0 ? tokens.Count : end;
                if (end > i + 1)
                {
                    modules.Add(Of(tokens[(i + 1)..end]));
                }

                i = end;
            }
        }

        return modules;
    }

    private static VerilogModuleHeader Of(List<VerilogToken> tokens)
    {
        int headerEnd = tokens.FindIndex(token => token.Is(";"));
        List<VerilogToken> header = headerEnd < 0 ? tokens : tokens[..headerEnd];
        List<VerilogToken> body = headerEnd < 0 ? [] : tokens[headerEnd..];
        int open = LastGroup(header);
        List<VerilogPort> ports = open < 0 ? [] : PortsOf(header[(open + 1)..^1]);
        if (ports.Count == 0)
        {
            ports = DeclaredInBody(body);
        }

        HashSet<string> instantiated = new(StringComparer.Ordinal);
        for (int i = 0; i + 1 < body.Count; i++)
        {
            // MODULE name ( or MODULE #( : other names never stand side by side, keywords aside.
            if (body[i].IsName && (body[i + 1].IsName || body[i + 1].Is("#")))
            {
                instantiated.Add(body[i].Text);
            }
        }

        return new VerilogModuleHeader(tokens[0].Text, ports, instantiated);
    }

    /// <summary>Where the last pair of parentheses of a header opens, which holds the ports; -1 without ports.</summary>
    private static int LastGroup(List<VerilogToken> header)
    {
        if (header.Count == 0 || !header[^1].Is(")"))
        {
            return -1;
        }

        int depth = 0;
        for (int i = header.Count - 1; i >= 0; i--)
        {
            depth += header[i].Is(")") ? 1 : header[i].Is("(") ? -1 : 0;
            if (depth == 0)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Statements <c>input [7:0] a, b;</c>.</summary>
    private static List<VerilogPort> DeclaredInBody(List<VerilogToken> body)
    {
        List<VerilogPort> ports = [];
        for (int i = 0; i < body.Count; i++)
        {
            int end = Direction(body[i]) is not null ? body.FindIndex(i, token => token.Is(";")) : -1;
            if (end > 0)
            {
                ports.AddRange(PortsOf(body[i..end]));
                i = end;
            }
        }

        return ports;
    }

    /// <summary>Ports between commas. Direction and range hold until the next direction; a name without one belongs to the older form of a header.</summary>
    private static List<VerilogPort> PortsOf(List<VerilogToken> tokens)
    {
        List<VerilogPort> ports = [];
        PortDirection? direction = null;
        int? width = 1;
        bool isSigned = false;
        foreach (List<VerilogToken> part in SplitAtCommas(tokens))
        {
            if (part.FindIndex(token => Direction(token) is not null) is int at and >= 0)
            {
                direction = Direction(part[at]);
                width = WidthOf(part);
                isSigned = part.Exists(token => token.Is("signed"));
            }

            string? name = part.TakeWhile(token => !token.Is("=")).LastOrDefault(token => token.IsName && !(token.Kind == VerilogTokenKind.Word && NotNames.Contains(token.Text))).Text;
            if (direction is PortDirection known && name is not null)
            {
                ports.Add(new VerilogPort(name, known, width, isSigned));
            }
        }

        return ports;
    }

    private static IEnumerable<List<VerilogToken>> SplitAtCommas(List<VerilogToken> tokens)
    {
        List<VerilogToken> part = [];
        int depth = 0;
        foreach (VerilogToken token in tokens)
        {
            depth += token.Is("(") || token.Is("[") || token.Is("{") ? 1 : token.Is(")") || token.Is("]") || token.Is("}") ? -1 : 0;
            if (token.Is(",") && depth == 0)
            {
                yield return part;
                part = [];
            }
            else
            {
                part.Add(token);
            }
        }

        yield return part;
    }

    private static int? WidthOf(List<VerilogToken> part)
    {
        int open = part.FindIndex(token => token.Is("["));
        return open < 0 ? 1
            : part.Count > open + 4 && part[open + 2].Is(":") && part[open + 4].Is("]")
                && Number(part[open + 1]) is int high && Number(part[open + 3]) is int low
            ? Math.Abs(high - low) + 1
            : null;
    }

    private static int? Number(VerilogToken token) =>
        int.TryParse(token.Text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number < 1 << 16 ? number : null;

    private static PortDirection? Direction(VerilogToken token) => token.Kind != VerilogTokenKind.Word ? null : token.Text switch
    {
        "input" => PortDirection.Input,
        "output" => PortDirection.Output,
        "inout" => PortDirection.Inout,
        _ => null,
    };
}

namespace QMacVerify.Compiler.Tests.Commands;

/// <summary>Circuits that no command may take: some try to reach out of the simulation and leave a file <c>PWNED</c>, some remember.</summary>
internal static class HostileCircuits
{
    /// <summary>In place of the folder that a circuit tries to write to.</summary>
    public const string Folder = "@FOLDER@";

    private const string Write = """integer f; initial begin f = $fopen("@FOLDER@/PWNED", "w"); $fclose(f); end""";

    private const string Command = """initial $system("touch @FOLDER@/PWNED");""";

    /// <summary>By name; each stands for a way in which tools read more than a scanner that looks for words.</summary>
    public static IReadOnlyDictionary<string, string> Reaching { get; } = new Dictionary<string, string>
    {
        ["escaped_name_ended_by_vt"] = Product($"wire \\a\v/* ; {Write} // */"),
        ["escaped_name_ended_by_ff"] = Product($"wire \\a\f/* ; {Write} // */"),
        ["escaped_name_ended_by_nbsp"] = Product($"wire \\a\u00a0/* ; {Command} // */"),
        ["comment_ended_by_cr"] = Product($"// \r{Write}"),
        ["comment_ended_by_line_separator"] = Product($"// \u2028{Write}"),
        ["comment_in_a_comment"] = Product($"/* /* */ {Write} /* */"),
        ["comment_in_an_attribute"] = Product($"(* a = 1 /* *) wire b; {Write} (* */ *) wire c;"),
        ["attribute_that_ends_in_a_string"] = Product($"(* a = \"*) wire b; {Command.Replace("\"", "\\\"", StringComparison.Ordinal)} (*\" *) wire c;"),
        ["string_with_an_escaped_end"] = Product($"parameter X = \"\\\\\"; {Write} //\";"),
        ["macro_named_like_a_directive"] = "`ifdef NEVER\n`define systemc_header 1\n`endif\n" + Product("\n`systemc_header\nstatic int x = system(\"touch @FOLDER@/PWNED\");\n`verilog\n"),
        ["include_through_a_macro"] = "`define GET `include\n" + Product("\n`GET \"@FOLDER@/circuit.vh\"\n"),
        ["include_after_undef"] = "`define include 1\n`undef include\n" + Product("\n`include \"@FOLDER@/circuit.vh\"\n"),
        ["name_pasted_together"] = "`define CALL(x) $``x\n" + Product("initial `CALL(system)(\"touch @FOLDER@/PWNED\");"),
        ["name_joined_over_lines"] = "`define CALL $sys\\\ntem\n" + Product("initial `CALL(\"touch @FOLDER@/PWNED\");"),
        ["comment_joined_over_lines"] = $"`define NOTHING // \\\n{Write}\n" + Product("`NOTHING"),
        ["system_task_as_escaped_name"] = Product("initial \\$system (\"touch x\");"),
        ["module_looked_up_by_path"] = Product("wire y; \\@FOLDER@/library u(.y(y));"),
        ["module_looked_up_by_name"] = Product("wire y; library_of_someone u(.y(y));"),
        ["file_name_of_the_bench"] = Product("initial #3 circuit_tb.dir = \"@FOLDER@\";"),
        ["bench_from_the_root"] = Product("initial #3 $root.circuit_tb.dir = \"@FOLDER@\";"),
        ["bench_found_upwards"] = Product("initial #3 u_dut.O = 1;"),
        ["bench_forced"] = Product("initial force circuit_tb.product = 0;"),
        ["bench_bound"] = "module extra; " + Command + " endmodule\nbind mul extra e();\n" + Product(""),
        ["function_of_c"] = Product("import \"DPI-C\" function int system(string command); initial system(\"touch x\");"),
        ["memory_from_a_file"] = Product("reg [7:0] secret [0:7]; initial $readmemh(\"/etc/passwd\", secret);"),
        ["configuration_of_a_simulator"] = "`verilator_config\npublic -module \"mul\"\n`verilog\n" + Product(""),
        ["program"] = Product("") + "program p; " + Command + " endprogram\n",
        ["process_of_its_own"] = Product("initial fork #1 ; join_none"),
    };

    /// <summary>By name, with the options of the spec; the product depends on more than the operands.</summary>
    public static IReadOnlyDictionary<string, (string Options, string Text)> Remembering { get; } = new Dictionary<string, (string, string)>
    {
        ["latch"] = ("", Process("always @(A or B) if (A[0] | B[0]) O = A * B;")),
        ["latch_of_case"] = ("", Process("always @* case (A[1:0]) 0: O = A * B; 1: O = A - B; 2: O = 0; endcase")),
        ["latch_of_one_bit"] = ("", Process("reg low; initial low = 0; always @* begin if (B[3]) low = A[0]; O = A * B; O[0] = low; end")),
        ["latch_of_gates"] = ("", Product("wire q, n; reg r = 0; nand (q, A[0] | ~B[0], n), (n, B[0] | ~A[0], q); ", "A * B ^ {15'b0, q & A[7]}")),
        ["feedback"] = ("", Product("wire signed [15:0] held = A[0] ? A * B : O;", "A[7:1] == 0 ? 0 : held")),
        ["sensitivity_without_b"] = ("", Process("always @(A) O = A * B;")),
        ["sensitivity_of_some_bits"] = ("", Process("always @(A or B[7:1]) O = A * B;")),
        ["counter"] = ("", Product("reg [7:0] n; initial n = 0; always @(A or B) n = n + 1;", "A * B + n[7]")),
        ["toggle"] = ("", Product("reg t; initial t = 0; always @(A or B) t = ~t;", "A * B ^ {15'b0, t}")),
        ["clocked_by_an_operand"] = ("", Process("always @(posedge B[0] or negedge B[0]) O <= A * B;")),
        ["late_feedback"] = ("", Process("always @(A or B) O <= A * B + (O & 1);")),
        ["delayed"] = ("", Product("wire signed [15:0] p = A * B;", "p", "#5 ")),
        ["time"] = ("", Product("reg t; initial t = 0; always #1 t = ~t;", "A * B ^ {15'b0, t}")),
        ["oscillation"] = ("", Product("reg x; initial x = 0; always @(x) x <= ~x;", "A * B ^ {15'b0, x}")),
        ["random"] = ("", Product("", "A * B ^ ($random & 1)")),
        ["accumulator"] = (",clk=clk,latency=1", Clocked("O <= O + A * B;")),
        ["latency_too_small"] = (",clk=clk,latency=1", Clocked("a <= A; b <= B; O <= a * b;")),
        ["latency_too_great"] = (",clk=clk,latency=3", Clocked("a <= A; b <= B; O <= a * b;")),
        ["operands_of_two_times"] = (",clk=clk,latency=2", Clocked("a <= A; O <= a * B;")),
        ["every_other_clock"] = (",clk=clk,latency=1", Clocked("t <= ~t; if (t) O <= A * B;")),
    };

    private static string Product(string items, string product = "A * B", string delay = "") =>
        $"module mul(input signed [7:0] A, input signed [7:0] B, output signed [15:0] O);\n  assign {delay}O = {product};\n  {items}\nendmodule\n";

    private static string Process(string items) =>
        $"module mul(input signed [7:0] A, input signed [7:0] B, output reg signed [15:0] O);\n  initial O = 0;\n  {items}\nendmodule\n";

    private static string Clocked(string statements) =>
        "module mul(input clk, input signed [7:0] A, input signed [7:0] B, output reg signed [15:0] O);\n"
        + "  reg signed [7:0] a, b; reg t; initial begin O = 0; a = 0; b = 0; t = 0; end\n"
        + $"  always @(posedge clk) begin {statements} end\nendmodule\n";
}

using System.Collections.Frozen;

namespace QMacVerify.Compiler.Circuits.Verilog;

/// <summary>Which words of Verilog a circuit from outside may hold.</summary>
internal static class VerilogLanguage
{
    /// <summary>Functions of the system that compute; all other system tasks reach out of the simulation or make its result depend on more than the operands.</summary>
    public static readonly string[] Functions = ["$signed", "$unsigned", "$clog2", "$bits"];

    /// <summary>Operators of more than one character, the longer ones first; a based number and a comment are found before.</summary>
    public static readonly string[] Operators =
    [
        "<<<=", ">>>=", "===", "!==", "==?", "!=?", "<<<", ">>>", "<<=", ">>=", "->>", "<->", "&&&", "**", "&&", "||", "==", "!=", "<=", ">=", "<<", ">>",
        "~&", "~|", "~^", "^~", "+:", "-:", "++", "--", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", ".*", "->", "=>", "*>", "::", "##", "'{", "'(",
    ];

    private static readonly FrozenSet<string> Allowed = Words(
        """
        always always_comb always_ff and assign automatic begin bit break buf bufif0 bufif1 byte case casex casez const continue default disable do else
        end endcase endfunction endgenerate endmodule endtask enum for function generate genvar if initial inout input inside int integer localparam logic
        longint macromodule module nand negedge nor not notif0 notif1 or output packed parameter posedge priority reg repeat return scalared shortint
        signed static supply0 supply1 task tri tri0 tri1 triand trior typedef unique unique0 unsigned uwire var vectored void wand while wire wor xnor xor
        """);

    /// <summary>The other keywords of IEEE 1800: files and C functions, other scopes, processes and events, memory, classes, assertions, timing checks.</summary>
    private static readonly FrozenSet<string> Refused = Words(
        """
        accept_on alias always_latch assert assume before bind bins binsof cell chandle checker class clocking cmos config constraint context cover
        covergroup coverpoint cross deassign defparam design dist edge endchecker endclass endclocking endconfig endgroup endinterface endpackage
        endprimitive endprogram endproperty endsequence endspecify endtable event eventually expect export extends extern final first_match force foreach
        forever fork forkjoin global highz0 highz1 iff ifnone ignore_bins illegal_bins implements implies import incdir include instance interconnect
        interface intersect join join_any join_none large let liblist library local matches medium modport nettype new nexttime nmos noshowcancelled null
        package pmos primitive program property protected pull0 pull1 pulldown pullup pulsestyle_ondetect pulsestyle_onevent pure rand randc randcase
        randsequence rcmos real realtime ref reject_on release restrict rnmos rpmos rtran rtranif0 rtranif1 s_always s_eventually s_nexttime s_until
        s_until_with sequence shortreal showcancelled small soft solve specify specparam string strong strong0 strong1 struct super sync_accept_on
        sync_reject_on table tagged this throughout time timeprecision timeunit tran tranif0 tranif1 trireg type union until until_with untyped use
        virtual wait wait_order weak weak0 weak1 wildcard with within
        """);

    /// <summary>Directives that the preprocessor carries out, leaves out or passes on.</summary>
    private static readonly FrozenSet<string> AllowedDirectives = Words(
        "define undef ifdef ifndef elsif else endif timescale default_nettype resetall celldefine endcelldefine");

    /// <summary>Directives of IEEE 1800 and of simulators that no macro may be called like: one tool would take for a macro what another obeys.</summary>
    private static readonly FrozenSet<string> RefusedDirectives = Words(
        """
        include line pragma protect endprotect protected endprotected unconnected_drive nounconnected_drive undefineall begin_keywords end_keywords
        default_decay_time default_trireg_strength delay_mode_distributed delay_mode_path delay_mode_unit delay_mode_zero uselib portcoerce noportcoerce
        inline accelerate noaccelerate autoexpand_vectornets expand_vectornets noexpand_vectornets remove_gatenames noremove_gatenames remove_netnames
        noremove_netnames suppress_faults nosuppress_faults enable_portfaults disable_portfaults systemc_header systemc_header_post
        systemc_implementation systemc_ctor systemc_dtor systemc_imp_header systemc_interface systemc_class_name verilog verilator_config psl
        __FILE__ __LINE__ file line_number
        """);

    public static bool IsKeyword(string word) => Allowed.Contains(word) || Refused.Contains(word);

    public static bool IsRefused(string word) => Refused.Contains(word);

    public static bool IsRefusedDirective(string name) => RefusedDirectives.Contains(name);

    public static bool IsDirective(string name) => AllowedDirectives.Contains(name) || RefusedDirectives.Contains(name);

    private static FrozenSet<string> Words(string text) =>
        text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
}

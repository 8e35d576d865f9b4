namespace QMacVerify.Compiler.Hdl;

/// <summary>A program of the machine, or why there is none to use.</summary>
/// <typeparam name="T">What runs it.</typeparam>
/// <param name="Program">Null where it is absent or broken.</param>
/// <param name="Problem">Why, in one line; null where it can be used.</param>
/// <param name="IsBroken">Whether it is there and does not work: what needs it has failed then. What needs an absent one is skipped.</param>
internal sealed record Tool<T>(T? Program, string? Problem = null, bool IsBroken = false)
    where T : class;

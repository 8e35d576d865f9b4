namespace QMacVerify.Generators.Emit;

/// <summary>Blocks of source that end together, the inner ones first: loops, as many as there are axes.</summary>
internal sealed class ScopeStack : IDisposable
{
    private readonly Stack<SourceWriter.Scope> _scopes = new();

    public int Count => _scopes.Count;

    public void Push(SourceWriter.Scope scope) => _scopes.Push(scope);

    public void Dispose()
    {
        while (_scopes.Count > 0)
        {
            _scopes.Pop().Dispose();
        }
    }
}

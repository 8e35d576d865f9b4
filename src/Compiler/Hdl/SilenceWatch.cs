using System.Diagnostics;

namespace QMacVerify.Compiler.Hdl;

/// <summary>Stops a program that works without saying anything.</summary>
internal sealed class SilenceWatch : IDisposable
{
    private const int Looks = 5;

    private readonly Process _program;
    private readonly TimeSpan _limit;
    private readonly CancellationTokenSource _stop;
    private readonly Timer _timer;
    private readonly Lock _lock = new();
    private TimeSpan _atLastLook;
    private TimeSpan _quiet;
    private bool _hasArrived;
    private bool _isDone;

    /// <param name="program">What is watched; it is running.</param>
    /// <param name="limit">What it may spend without a word.</param>
    /// <param name="stop">Is cancelled then.</param>
    public SilenceWatch(Process program, TimeSpan limit, CancellationTokenSource stop)
    {
        _program = program;
        _limit = limit;
        _stop = stop;
        _timer = new Timer(_ => Look(), null, limit / Looks, limit / Looks);
    }

    /// <summary>Whether it was this that stopped the program.</summary>
    public bool HasStopped { get; private set; }

    /// <summary>The program has said something.</summary>
    public void Arrived()
    {
        lock (_lock)
        {
            _hasArrived = true;
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _isDone = true;
        }

        _timer.Dispose();
    }

    private void Look()
    {
        lock (_lock)
        {
            if (_isDone || HasStopped || _program.HasExited)
            {
                return;
            }

            TimeSpan spent = ProcessTree.Spent(_program);
            _quiet = _hasArrived ? TimeSpan.Zero : _quiet + spent - _atLastLook;
            _atLastLook = spent;
            _hasArrived = false;
            if (_quiet >= _limit && !_stop.IsCancellationRequested)
            {
                HasStopped = true;
                _stop.Cancel();
            }
        }
    }
}

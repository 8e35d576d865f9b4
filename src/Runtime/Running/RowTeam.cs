using System.Runtime.ExceptionServices;

namespace QMacVerify.Runtime.Running;

/// <summary>Threads that compute parts of one layer at the same time; the caller is one of them.</summary>
/// <remarks>
/// Helpers come from the thread pool, once for each step, without allocating. One that comes late finds nothing left to do:
/// the caller takes every part that nobody has taken, so that a busy pool costs time and never a deadlock.
/// </remarks>
/// <param name="parts">Parts of each step.</param>
/// <param name="compute">Computes a part of a step: number of the step, number of the part.</param>
public sealed class RowTeam(int parts, Action<int, int> compute) : IThreadPoolWorkItem
{
    private int _step;
    private int _taken;
    private int _done;
    private Exception? _failure;

    /// <summary>Computes all parts of a step.</summary>
    public void Run(int step)
    {
        _step = step;
        _done = 0;
        _failure = null;

        // After this, also a helper that was called for an earlier step takes parts of this one.
        Volatile.Write(ref _taken, 0);
        for (int helper = 1; helper < parts; helper++)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }

        Execute();
        SpinWait wait = default;
        while (Volatile.Read(ref _done) < parts)
        {
            // A part is taken and will be done soon: never sleep.
            wait.SpinOnce(sleep1Threshold: -1);
        }

        if (_failure is not null)
        {
            ExceptionDispatchInfo.Throw(_failure);
        }
    }

    /// <summary>Takes parts until none is left.</summary>
    public void Execute()
    {
        // Read first: a helper that comes late must not count beyond what an int holds.
        while (Volatile.Read(ref _taken) < parts && Interlocked.Increment(ref _taken) - 1 is int part && part < parts)
        {
            try
            {
                compute(_step, part);
            }
            catch (Exception e)
            {
                _failure = e;
            }

            Interlocked.Increment(ref _done);
        }
    }
}

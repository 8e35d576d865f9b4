using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Integration.Tests;

/// <summary>A Slurm of one node, this machine, that listens on the loopback alone and ends with the test.</summary>
internal sealed class SlurmNode : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();
    private readonly List<ChildProcess> _daemons = [];

    /// <summary>Starts the daemons, or skips the calling test where they are absent or do not come up.</summary>
    public SlurmNode()
    {
        try
        {
            Skip.IfNot(OperatingSystem.IsLinux(), "Slurm runs on Linux.");
            Tools.Require("munged", "slurmctld", "slurmd", "sbatch", "scontrol", "scancel", "squeue", "sinfo");
            foreach (string name in (string[])["spool", "state", "run", "log"])
            {
                Directory.CreateDirectory(_folder.PathOf(name));
            }

            File.WriteAllText(Configuration, ConfigurationText());
            File.WriteAllBytes(_folder.PathOf("key"), RandomNumberGenerator.GetBytes(1024));
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(_folder.PathOf("key"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            StartDaemon(
                "munged", "--foreground", "--force", $"--key-file={_folder.PathOf("key")}", $"--socket={Socket}", $"--pid-file={_folder.PathOf("run", "munged.pid")}",
                $"--log-file={_folder.PathOf("log", "munged.log")}", $"--seed-file={_folder.PathOf("run", "seed")}");
            SkipUnless(() => File.Exists(Socket));
            StartDaemon("slurmctld", "-D", "-c", "-f", Configuration);
            StartDaemon("slurmd", "-D", "-N", "localhost", "-f", Configuration);
            SkipUnless(() => Call("sinfo", "--noheader", "--format=%t") is { ExitCode: 0, Output: "idle\n" });
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Where Slurm's programs find the node.</summary>
    public Dictionary<string, string?> Environment => new() { ["SLURM_CONF"] = Configuration };

    private string Configuration => _folder.PathOf("slurm.conf");

    private string Socket => _folder.PathOf("run", "munge.socket");

    /// <summary>Submits a script that is an array of jobs.</summary>
    /// <param name="script">Its file.</param>
    /// <param name="folder">Where the jobs run.</param>
    /// <param name="environment">What they have besides.</param>
    /// <returns>The number of the array.</returns>
    public string Submit(string script, string folder, IReadOnlyDictionary<string, string?> environment)
    {
        ChildResult result = Env(["sbatch", "--parsable", script], folder, environment);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        return result.Output.Trim();
    }

    /// <summary>Kills a job of an array, and puts it into the queue again.</summary>
    public void KillAndRequeue(string job)
    {
        Succeed("scancel", "--signal=KILL", "--batch", job);
        WaitUntil(() => StatesOf(job) is ["FAILED"]);
        Succeed("scontrol", "requeue", job);

        // It would wait for two minutes; but in the second in which it was killed, the node would take it for the killed one.
        Thread.Sleep(TimeSpan.FromSeconds(2));
        Succeed("scontrol", "update", $"jobid={job}", "starttime=now");
    }

    /// <summary>Waits for an array.</summary>
    /// <param name="array">Its number.</param>
    /// <param name="jobs">How many jobs it has.</param>
    /// <returns>Whether all of them did what they should.</returns>
    public bool WaitForEnd(string array, int jobs)
    {
        string[] states = [];
        WaitUntil(() => (states = StatesOf(array)).Length == jobs && states.All(state => state is "COMPLETED" or "FAILED" or "CANCELLED"));
        return states.All(state => state == "COMPLETED");
    }

    public void Dispose()
    {
        if (_daemons.Count == 3)
        {
            // What runs a job is no child of the daemons.
            Call("scancel", "--user", System.Environment.UserName);
            Stopwatch watch = Stopwatch.StartNew();
            while (watch.Elapsed < TimeSpan.FromSeconds(10) && Call("squeue", "--noheader") is { ExitCode: 0, Output.Length: > 0 })
            {
                Thread.Sleep(50);
            }
        }

        foreach (ChildProcess daemon in _daemons.AsEnumerable().Reverse())
        {
            daemon.Dispose();
        }

        _folder.Dispose();
    }

    /// <summary>The states of a job, or of the jobs of an array.</summary>
    private string[] StatesOf(string job) =>
    [
        .. Call("scontrol", "--oneliner", "show", "job", job).Output.Split((char[])['\n', ' '])
            .Where(word => word.StartsWith("JobState=", StringComparison.Ordinal))
            .Select(word => word["JobState=".Length..]),
    ];

    private void StartDaemon(params string[] command) => _daemons.Add(new ChildProcess("/usr/bin/env", command, _folder.Path, Environment));

    private void Succeed(params string[] command)
    {
        ChildResult result = Call(command);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
    }

    private ChildResult Call(params string[] command) => Env(command, _folder.Path, new Dictionary<string, string?>());

    private ChildResult Env(string[] command, string folder, IReadOnlyDictionary<string, string?> more) =>
        ChildProcess.Run("/usr/bin/env", command, folder, Environment.Concat(more).ToDictionary());

    /// <summary>A machine on which daemons cannot work is no fault of ours.</summary>
    private void SkipUnless(Func<bool> condition)
    {
        Stopwatch watch = Stopwatch.StartNew();
        while (!condition())
        {
            Skip.If(watch.Elapsed > Patience || _daemons.Any(daemon => daemon.HasEnded), "Slurm's daemons do not come up here.");
            Thread.Sleep(50);
        }
    }

    private static void WaitUntil(Func<bool> condition)
    {
        Stopwatch watch = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(watch.Elapsed < Patience, "Slurm does nothing.");
            Thread.Sleep(50);
        }
    }

    private string ConfigurationText()
    {
        string user = System.Environment.UserName;
        return string.Create(CultureInfo.InvariantCulture, $"""
            ClusterName=qmac
            SlurmctldHost=localhost(127.0.0.1)
            SlurmctldPort={FreePort()}
            SlurmdPort={FreePort()}
            SlurmUser={user}
            SlurmdUser={user}
            AuthType=auth/munge
            AuthInfo=socket={Socket}
            StateSaveLocation={_folder.PathOf("state")}
            SlurmdSpoolDir={_folder.PathOf("spool")}
            SlurmctldPidFile={_folder.PathOf("run", "slurmctld.pid")}
            SlurmdPidFile={_folder.PathOf("run", "slurmd.pid")}
            SlurmctldLogFile={_folder.PathOf("log", "slurmctld.log")}
            SlurmdLogFile={_folder.PathOf("log", "slurmd.log")}
            ProctrackType=proctrack/linuxproc
            TaskPlugin=task/none
            JobAcctGatherType=jobacct_gather/none
            AccountingStorageType=accounting_storage/none
            SelectType=select/cons_tres
            SelectTypeParameters=CR_Core
            SchedulerType=sched/builtin
            MpiDefault=none
            ReturnToService=2
            CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
            NodeName=localhost NodeAddr=127.0.0.1 CPUs={System.Environment.ProcessorCount} State=UNKNOWN
            PartitionName=main Nodes=localhost Default=YES MaxTime=INFINITE State=UP

            """);
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

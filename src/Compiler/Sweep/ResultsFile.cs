using System.Globalization;
using Microsoft.Data.Sqlite;
using QMacVerify.Runtime;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Sweep;

/// <summary>Measured rows in an SQLite file, each once: one writer, any number of readers.</summary>
/// <remarks>
/// A row is a transaction: what was written before a process ended, however it ended, is there, whole. The journal is of the kind
/// that works on network file systems, too.
/// </remarks>
internal sealed class ResultsFile : IDisposable
{
    /// <summary>Version of the tables; a file of a newer one is refused.</summary>
    public const int Version = 1;

    private static readonly string[] Columns =
    [
        "key", "model", "package_sha256", "layers", "multiplier", "adder", "operators_sha256", "assignment", "data", "data_sha256", "samples",
        "correct", "exact_correct", "gained", "lost", "same_class", "top5", "max_lsb", "mean_lsb", "version",
    ];

    private readonly SqliteConnection _connection;
    private readonly WriterLock? _lock;

    private ResultsFile(string path, SqliteConnection connection, WriterLock? held)
    {
        Path = path;
        _connection = connection;
        _lock = held;
    }

    /// <summary>As the user gave it.</summary>
    public string Path { get; }

    /// <summary>Opens a file to add rows, which only one process does at a time; makes it where there is none.</summary>
    /// <exception cref="InputException">Somebody else writes, or the file is not one of this version.</exception>
    /// <exception cref="IOException">It cannot be made.</exception>
    public static ResultsFile OpenToWrite(string path)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!);
        WriterLock held = WriterLock.Take(path);
        try
        {
            return Open(path, SqliteOpenMode.ReadWriteCreate, held);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Opens a file to read its rows.</summary>
    /// <exception cref="InputException">There is none, or it is not one of this version.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ResultsFile OpenToRead(string path) => File.Exists(path)

        // To read what a killed writer left, its last transaction must be taken back; a file that is write-protected is just read.
        ? Open(path, SqliteOpenMode.ReadWrite, held: null)
        : throw new InputException($"{path} does not exist: it is written by qmac sweep");

    /// <summary>The row of a key; null where there is none.</summary>
    public ResultRow? Find(string key)
    {
        using SqliteCommand command = Command($"SELECT {string.Join(", ", Columns)} FROM results WHERE key = $key");
        command.Parameters.AddWithValue("$key", key);
        return RowsOf(command).SingleOrDefault();
    }

    /// <summary>All rows, in an order that depends on nothing but what they say.</summary>
    public IReadOnlyList<ResultRow> Rows()
    {
        using SqliteCommand command = Command($"SELECT {string.Join(", ", Columns)} FROM results ORDER BY model, data, data_sha256, multiplier, adder, layers, key");
        return RowsOf(command);
    }

    /// <summary>Adds rows, all or none.</summary>
    /// <exception cref="InputException">One is there with other figures.</exception>
    /// <exception cref="IOException">They could not be written.</exception>
    public void Add(IEnumerable<ResultRow> rows) => Guard("written", () =>
    {
        using SqliteTransaction transaction = _connection.BeginTransaction();
        foreach (ResultRow row in rows)
        {
            Add(row);
        }

        transaction.Commit();
        return true;
    });

    /// <summary>Adds a row unless it is there. A row is a function of its key, so that whichever came first is right.</summary>
    /// <exception cref="InputException">It is there with other figures.</exception>
    /// <exception cref="IOException">It could not be written.</exception>
    public void Add(ResultRow row)
    {
        if (Find(row.Key) is ResultRow known)
        {
            if (known.Measured != row.Measured)
            {
                throw new InputException($"{Path}: {Quote(row.Multiplier)} in {Quote(row.Layers)} was measured to be worth something else, by version {known.Version}; this is {row.Version}");
            }

            return;
        }

        using SqliteCommand command = Command(
            $"INSERT INTO results ({string.Join(", ", Columns)}) VALUES ({string.Join(", ", Columns.Select(column => $"${column}"))})");
        object?[] values =
        [
            row.Key, row.Model, row.PackageSha256, row.Layers, row.Multiplier, row.Adder, row.OperatorsSha256, row.Assignment, row.Data, row.DataSha256, row.Samples,
            row.Measured.Correct, row.Measured.ExactCorrect, row.Measured.Gained, row.Measured.Lost, row.Measured.SameClass, row.Measured.Top5, row.Measured.MaxLsb, row.Measured.MeanLsb,
            row.Version,
        ];
        foreach ((string column, object? value) in Columns.Zip(values))
        {
            command.Parameters.AddWithValue($"${column}", value ?? DBNull.Value);
        }

        Guard("written", command.ExecuteNonQuery);
    }

    public void Dispose()
    {
        _connection.Dispose();
        _lock?.Dispose();
    }

    private static ResultsFile Open(string path, SqliteOpenMode mode, WriterLock? held)
    {
        // A full path: some others are no files to SQLite, ":memory:" for example.
        SqliteConnectionStringBuilder settings = new() { DataSource = System.IO.Path.GetFullPath(path), Mode = mode, Pooling = false };
        SqliteConnection connection = new(settings.ConnectionString);
        ResultsFile file = new(path, connection, held);
        try
        {
            file.Guard("opened", () =>
            {
                connection.Open();
                file.RequireVersion();
                return true;
            });
            return file;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private void RequireVersion()
    {
        int version = Convert.ToInt32(Scalar("PRAGMA user_version"), CultureInfo.InvariantCulture);
        if (version > Version)
        {
            throw new InputException(Invariant($"{Path} was written by a newer qmac (tables of version {version}, this one knows {Version}): use that one, or another file"));
        }

        if (version == Version)
        {
            return;
        }

        if (Convert.ToInt64(Scalar("SELECT count(*) FROM sqlite_master"), CultureInfo.InvariantCulture) > 0)
        {
            throw new InputException($"{Path} is an SQLite file, but not one of qmac sweep: give another name");
        }

        if (_lock is null)
        {
            throw new InputException($"{Path} is empty: it is written by qmac sweep");
        }

        using SqliteTransaction transaction = _connection.BeginTransaction();
        using SqliteCommand create = Command(Invariant($"""
            CREATE TABLE results (
                key TEXT PRIMARY KEY, model TEXT NOT NULL, package_sha256 TEXT NOT NULL, layers TEXT NOT NULL, multiplier TEXT NOT NULL, adder TEXT NOT NULL,
                operators_sha256 TEXT NOT NULL, assignment TEXT NOT NULL, data TEXT NOT NULL, data_sha256 TEXT NOT NULL, samples INTEGER NOT NULL,
                correct INTEGER, exact_correct INTEGER, gained INTEGER, lost INTEGER, same_class INTEGER, top5 INTEGER,
                max_lsb REAL NOT NULL, mean_lsb REAL NOT NULL, version TEXT NOT NULL);
            PRAGMA user_version = {Version};
            """));
        create.ExecuteNonQuery();
        transaction.Commit();
    }

    private object? Scalar(string text)
    {
        using SqliteCommand command = Command(text);
        return command.ExecuteScalar();
    }

    private List<ResultRow> RowsOf(SqliteCommand command) => Guard("read", () =>
    {
        using SqliteDataReader reader = command.ExecuteReader();
        List<ResultRow> rows = [];
        while (reader.Read())
        {
            rows.Add(Read(reader));
        }

        return rows;
    });

    /// <summary>A full disk, a damaged file, or one that changed under way is no bug of this program.</summary>
    /// <param name="what">What could not be done with the file.</param>
    /// <param name="action">Does it.</param>
    private T Guard<T>(string what, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (SqliteException e) when (e.SqliteErrorCode == SQLitePCL.raw.SQLITE_NOTADB)
        {
            throw new InputException($"{Path} is no file of results: give another name");
        }
        catch (SqliteException e)
        {
            throw new IOException($"{Path} could not be {what}: {SQLitePCL.raw.sqlite3_errstr(e.SqliteErrorCode).utf8_to_string()}", e);
        }
    }

    private SqliteCommand Command(string text)
    {
        SqliteCommand command = _connection.CreateCommand();
#pragma warning disable CA2100 // Texts are of this class; values are parameters.
        command.CommandText = text;
#pragma warning restore CA2100
        return command;
    }

    private static ResultRow Read(SqliteDataReader row)
    {
        return new ResultRow(
            row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5), row.GetString(6), row.GetString(7), row.GetString(8), row.GetString(9), row.GetInt32(10),
            new Measurement(Count(11), Count(12), Count(13), Count(14), Count(15), Count(16), row.GetDouble(17), row.GetDouble(18)),
            row.GetString(19));

        int? Count(int column) => row.IsDBNull(column) ? null : row.GetInt32(column);
    }
}

using System.Globalization;
using System.Reflection;
using Microsoft.Data.Sqlite;

namespace LlamaNas.Runs;

/// <summary>Opens run-store files: creates the schema, checks version and settings, and turns SQLite's errors into messages.</summary>
internal static class RunStoreFile
{
    private const int Version = 2;
    private const int ApplicationId = 0x4C4E4153; // "LNAS"

    public static RunStore Open(string path, RunSettings settings)
    {
        var connection = Connect(path, SqliteOpenMode.ReadWriteCreate);
        SingleWriter? writer = null;
        try
        {
            writer = SingleWriter.Of(path);
            if (Number(connection, "PRAGMA user_version") == 0 && Number(connection, "SELECT count(*) FROM sqlite_master") == 0)
                Create(connection, settings);
            Check(connection, path, SqliteOpenMode.ReadWriteCreate);
            var stored = Settings(connection);
            if (settings.FirstDifference(stored) is { } difference)
            {
                throw new UsageException(
                    $"{path}: holds another run ({difference.Name} is '{difference.Other ?? "not set"}' there, '{difference.Own ?? "not set"}' here). "
                    + "Use the settings of that run, or another --run file.");
            }

            if (settings != stored)
                Continue(connection, settings);
            return new RunStore(connection, settings, writer);
        }
        catch
        {
            writer?.Dispose();
            connection.Dispose();
            throw;
        }
    }

    public static RunStore OpenExisting(string path) => OpenExisting(path, SqliteOpenMode.ReadWrite);

    public static RunStore OpenToRead(string path) => OpenExisting(path, SqliteOpenMode.ReadOnly);

    private static RunStore OpenExisting(string path, SqliteOpenMode mode)
    {
        if (!File.Exists(path))
            throw new UsageException($"{path}: no such file. Give the --run file of a search.");
        var connection = Connect(path, mode);
        try
        {
            Check(connection, path, mode);
            return new RunStore(connection, Settings(connection));
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Runs a database action; SQLite's errors become messages for the user.</summary>
    public static T Guard<T>(string path, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (SqliteException exception)
        {
            throw new RunStoreException(exception.SqliteErrorCode switch
            {
                13 => $"{path}: the disk is full. Free some space and repeat the command; everything stored is kept.",
                5 or 6 => $"{path}: another process is writing to it. Wait for it, or use another --run file.",
                8 => $"{path}: the file is read-only. Check its permissions, or use another --run file.",
                11 or 26 => $"{path}: not a run store, or damaged. Use another --run file.",
                14 => $"{path}: cannot be opened. Check that its folder exists and can be written.",
                _ => $"{path}: {exception.Message} Use another --run file if this persists.",
            }, exception);
        }
    }

    private static SqliteConnection Connect(string path, SqliteOpenMode mode) => Guard(path, () =>
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (mode == SqliteOpenMode.ReadWriteCreate && !Directory.Exists(folder))
            Directory.CreateDirectory(folder);
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = mode,
            DefaultTimeout = 30,
            Pooling = false,
        }.ToString());
        connection.Open();

        // WAL with synchronous FULL: a committed score survives a kill and a power cut.
        if (mode != SqliteOpenMode.ReadOnly)
            Execute(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
        return connection;
    });

    private static void Create(SqliteConnection connection, RunSettings settings) => Guard(connection.DataSource, () =>
    {
        using var transaction = connection.BeginTransaction();
        Execute(connection, Script("Schema.sql"));
        Execute(connection, Script("Version2.sql"));
        using var insert = connection.CreateCommand();
        insert.CommandText = "INSERT INTO run VALUES ($s)";
        insert.Parameters.AddWithValue("$s", settings.ToJson());
        insert.ExecuteNonQuery();
        Execute(connection, string.Create(CultureInfo.InvariantCulture, $"PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {Version};"));
        transaction.Commit();
        return 0;
    });

    // A larger budget, or files that have moved.
    private static void Continue(SqliteConnection connection, RunSettings settings) => Guard(connection.DataSource, () =>
    {
        using var update = connection.CreateCommand();
        update.CommandText = "UPDATE run SET settings = $s";
        update.Parameters.AddWithValue("$s", settings.ToJson());
        return update.ExecuteNonQuery();
    });

    // Version 1 lacks what races store; all that it holds stays as it is.
    private static void Upgrade(SqliteConnection connection) => Guard(connection.DataSource, () =>
    {
        using var transaction = connection.BeginTransaction();
        if (Number(connection, "PRAGMA user_version") == 1) // no other process was faster
            Execute(connection, Script("Version2.sql") + "PRAGMA user_version = 2;");
        transaction.Commit();
        return 0;
    });

    private static string Script(string name)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream($"runs/{name}")!);
        return reader.ReadToEnd();
    }

    private static void Check(SqliteConnection connection, string path, SqliteOpenMode mode)
    {
        if (Number(connection, "PRAGMA application_id") != ApplicationId)
            throw new RunStoreException($"{path}: an SQLite file, but not a run store. Use another --run file.");
        if (Number(connection, "PRAGMA user_version") == 1 && mode == SqliteOpenMode.ReadOnly)
            throw new RunStoreException($"{path}: a run store of version 1, and it may only be read. Bring it up with 'llama-nas front --run {path}' first.");
        if (Number(connection, "PRAGMA user_version") == 1)
            Upgrade(connection);
        var version = Number(connection, "PRAGMA user_version");
        if (version != Version)
            throw new RunStoreException($"{path}: a run store of version {version}, but this program reads version {Version}. Use the program that wrote it, or another --run file.");
    }

    private static RunSettings Settings(SqliteConnection connection) => Guard(connection.DataSource, () =>
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT settings FROM run";
        return RunSettings.FromJson((string)command.ExecuteScalar()!);
    });

    private static long Number(SqliteConnection connection, string sql) => Guard(connection.DataSource, () =>
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    });

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}

namespace LlamaNas.Runs;

/// <summary>
/// Keeps a second process from writing what one is writing: a file beside it, locked by the operating system until the writer has ended, however it ended (a killed writer leaves the empty file, without the lock). A copy that waits
/// for nothing would compute everything twice, and two trainings would overwrite each other's checkpoints.
/// </summary>
internal sealed class SingleWriter : IDisposable
{
    private const string Extension = ".lock";
    private readonly FileStream? _file;

    private SingleWriter(FileStream? file) => _file = file;

    /// <summary>Takes the lock.</summary>
    /// <param name="path">The file or folder that is written; its folder exists.</param>
    /// <exception cref="UsageException">Another process, or another writer of this one, has it.</exception>
    public static SingleWriter Of(string path)
    {
        var file = path + Extension;
        try
        {
            return new SingleWriter(new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose));
        }
        catch (IOException exception) when (File.Exists(file))
        {
            throw new UsageException($"{path}: another process is writing to it. Wait for that one, or stop it and repeat this command, which then goes on from what it finished.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new SingleWriter(file: null);                                   // a place that cannot be written says so where it is written
        }
    }

    /// <summary>Whether somebody writes, as far as the file tells without touching the lock: a killed writer leaves its file.</summary>
    /// <param name="path">The file or folder that is written.</param>
    public static bool MayBeHeld(string path) => File.Exists(path + Extension);

    /// <summary>Gives the lock back.</summary>
    public void Dispose() => _file?.Dispose();
}

namespace LlamaNas.Hub;

/// <summary>Measures a download's rate; what was there already does not count for it.</summary>
internal sealed class DownloadMeter(long totalBytes, TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();
    private long _finished;
    private long _received;
    private string _path = "";
    private long _reached;

    /// <summary>Progress when so many bytes of a file are there.</summary>
    public DownloadProgress Progress(string path, long bytes)
    {
        // The first report of a file tells what was there before; a lower one that it starts anew.
        _received += path == _path ? Math.Max(0, bytes - _reached) : 0;
        (_path, _reached) = (path, bytes);
        var done = _finished + bytes;
        var seconds = time.GetElapsedTime(_start).TotalSeconds;
        var rate = seconds > 0 ? _received / seconds : 0;
        return new DownloadProgress(path, done, totalBytes, rate, rate > 0 ? TimeSpan.FromSeconds(Math.Min((totalBytes - done) / rate, TimeSpan.MaxValue.TotalSeconds / 2)) : null);
    }

    /// <summary>A file is there.</summary>
    public void Finish(long size) => _finished += size;
}

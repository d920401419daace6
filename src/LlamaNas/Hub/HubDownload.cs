using System.Globalization;

namespace LlamaNas.Hub;

/// <summary>How far a download is.</summary>
/// <param name="Path">The file that is being fetched.</param>
/// <param name="Bytes">Bytes of all wanted files that are there.</param>
/// <param name="TotalBytes">Bytes of all wanted files.</param>
/// <param name="BytesPerSecond">Rate so far.</param>
/// <param name="TimeLeft">Estimated time to the end; null where nothing was fetched yet.</param>
public sealed record DownloadProgress(string Path, long Bytes, long TotalBytes, double BytesPerSecond, TimeSpan? TimeLeft);

/// <summary>A file that is there now.</summary>
/// <param name="File">The file.</param>
/// <param name="Origin">Where it came from.</param>
public sealed record DownloadedFile(HubFile File, FileOrigin Origin);

/// <summary>What a download left.</summary>
/// <param name="Repository">The repository, at the revision that had the files.</param>
/// <param name="Folder">Where the files are.</param>
/// <param name="Files">The files, in the order of their download.</param>
public sealed record DownloadResult(HubRepository Repository, string Folder, EquatableArray<DownloadedFile> Files);

/// <summary>Fetches models and data sets from a hub. What is there already and right is not fetched again; what was cut goes on.</summary>
public sealed class HubDownload : IDisposable
{
    private readonly HubOptions _options;
    private readonly TimeProvider _time;
    private readonly HubClient _client;
    private readonly Retry _retry;

    /// <summary>A connection to a hub.</summary>
    /// <param name="options">Where it is.</param>
    /// <param name="time">Source of time; null for the system's.</param>
    public HubDownload(HubOptions options, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_options, _time) = (options, time ?? TimeProvider.System);
        (_client, _retry) = (new HubClient(options, _time), new Retry(options, _time));
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    /// <summary>Fetches what a model needs: safetensors, configuration, tokenizer, licence.</summary>
    /// <param name="name">OWNER/NAME.</param>
    /// <param name="revision">Branch, tag or commit; null for main.</param>
    /// <param name="folder">Folder that gets the files.</param>
    /// <param name="progress">Is told how far it is.</param>
    /// <param name="cancellationToken">Stops; the same call goes on from there.</param>
    /// <exception cref="HubException">It cannot be fetched.</exception>
    public async Task<DownloadResult> ModelAsync(string name, string? revision, string folder, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken = default)
    {
        var repository = Repository(RepositoryKind.Model, name, revision);
        var files = await ListAsync(repository, cancellationToken);
        return await FetchAsync(repository, ModelFiles.Needed(files, repository.Page(_options.Endpoint)), folder, progress, cancellationToken);
    }

    /// <summary>Fetches parquet files of a data set into FOLDER/OWNER/NAME, where evaluation finds them.</summary>
    /// <param name="name">OWNER/NAME.</param>
    /// <param name="splits">Which splits of it.</param>
    /// <param name="revision">Branch, tag or commit; null for main, and the hub's converted files where main has no parquet.</param>
    /// <param name="folder">Folder of all data.</param>
    /// <param name="progress">Is told how far it is.</param>
    /// <param name="cancellationToken">Stops; the same call goes on from there.</param>
    /// <exception cref="HubException">It cannot be fetched.</exception>
    public async Task<DownloadResult> DataSetAsync(
        string name, IReadOnlyList<DataSetSplit> splits, string? revision, string folder, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken = default)
    {
        var repository = Repository(RepositoryKind.DataSet, name, revision);
        var files = await ListAsync(repository, cancellationToken);
        var needed = DataSetFiles.Needed(files, splits, repository.Page(_options.Endpoint));
        if (needed.Count == 0 && revision is null)
        {
            repository = Repository(RepositoryKind.DataSet, name, HubRepository.ConvertedRevision);
            files = await ListAsync(repository, cancellationToken);
            needed = DataSetFiles.Needed(files, splits, repository.Page(_options.Endpoint));
        }

        if (needed.Count == 0)
            throw new HubException($"{repository.Page(_options.Endpoint)}: no parquet files of {string.Join("; ", splits)} at {repository.Revision}. There are: {DataSetFiles.Known(files)}.");
        return await FetchAsync(repository, needed, Path.Combine(folder, name), progress, cancellationToken);
    }

    private static HubRepository Repository(RepositoryKind kind, string name, string? revision) => RepositoryName.IsValid(name)
        ? new HubRepository(kind, name, revision ?? HubRepository.DefaultRevision)
        : throw new UsageException($"'{name}' is no name of a repository. Give OWNER/NAME, as on the hub.");

    private Task<IReadOnlyList<HubFile>> ListAsync(HubRepository repository, CancellationToken cancellationToken) =>
        new HubListing(_client, _retry, _options).ReadAsync(repository, cancellationToken);

    private async Task<DownloadResult> FetchAsync(
        HubRepository repository, IReadOnlyList<HubFile> files, string folder, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        var target = Directory.CreateDirectory(folder).FullName;
        CheckSpace(target, files);
        var meter = new DownloadMeter(files.Sum(file => file.Size), _time);
        var download = new FileDownload(_client, _retry, repository, _options.Endpoint);
        var done = new List<DownloadedFile>();
        foreach (var file in files)
        {
            var origin = await download.RunAsync(file, Path.Combine(target, file.Path), bytes => progress?.Report(meter.Progress(file.Path, bytes)), cancellationToken);
            meter.Finish(file.Size);
            done.Add(new DownloadedFile(file, origin));
        }

        return new DownloadResult(repository, folder, [.. done]);
    }

    private static void CheckSpace(string folder, IReadOnlyList<HubFile> files)
    {
        var needed = files.Sum(file => Math.Max(0, file.Size - Present(Path.Combine(folder, file.Path))));
        var free = new DriveInfo(folder).AvailableFreeSpace;
        if (needed > free)
            throw new HubException(string.Create(CultureInfo.InvariantCulture, $"{folder}: {needed / 1e6:F1} MB are needed, but {free / 1e6:F1} MB are free. Free some disk space, or choose another --output."));
    }

    private static long Present(string path) => new[] { path, path + ".partial" }.Where(File.Exists).Select(file => new FileInfo(file).Length).DefaultIfEmpty().Max();
}

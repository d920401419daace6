using LlamaNas.Hub;

namespace LlamaNas.Evaluation;

/// <summary>Finds a task's data in the data folder: its own file, the same as parquet, or the hub's files of the data set.</summary>
internal static class DocumentPlaces
{
    /// <summary>Full paths of the files that hold the documents, in order.</summary>
    /// <param name="dataFolder">The data folder.</param>
    /// <param name="file">The task's file in it.</param>
    /// <param name="hub">The same documents on a hub; null where they lie on none.</param>
    /// <exception cref="TaskException">Nothing is there.</exception>
    public static IReadOnlyList<string> Find(string dataFolder, string file, DataSetSplit? hub)
    {
        var path = Path.Combine(dataFolder, file);
        var parquet = Path.ChangeExtension(path, ".parquet");
        if (File.Exists(path))
            return [path];
        if (File.Exists(parquet))
            return [parquet];
        if (hub is null)
            throw new TaskException($"{path}: no such file. Put the task's data there (JSON lines, or {Path.GetFileName(parquet)}), or give its folder with --data.");

        var shards = Folders(dataFolder, hub).Select(folder => Shards(folder.DataSet, folder.Start, hub)).FirstOrDefault(found => found.Length > 0);
        return shards ?? throw new TaskException(
            $"{path}: no such file, and neither {Path.GetFileName(parquet)} nor {hub} is in {dataFolder}. "
            + $"Give the data's folder with --data, or fetch it: llama-nas download --dataset {hub.DataSet} --output {dataFolder}");
    }

    // DATA/OWNER/NAME as 'llama-nas download' writes it, DATA/NAME as a clone is called, DATA itself as such a clone: it may hold much else, so there
    // only the configuration's own folder counts.
    private static IEnumerable<(string DataSet, string Start)> Folders(string dataFolder, DataSetSplit hub)
    {
        var (full, name) = (Path.Combine(dataFolder, hub.DataSet), Path.Combine(dataFolder, hub.DataSet.Split('/')[^1]));
        return [(full, full), (name, name), (dataFolder, Path.Combine(dataFolder, hub.Config ?? "data"))];
    }

    private static string[] Shards(string dataSet, string start, DataSetSplit hub)
    {
        var files = !Directory.Exists(start) ? [] : Directory.EnumerateFiles(start, "*.parquet", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(dataSet, path).Replace(Path.DirectorySeparatorChar, '/'));
        return [.. DataSetLayout.Shards(files, dataSet, hub.Config, hub.Split!).Select(shard => Path.Combine(dataSet, shard))];
    }
}

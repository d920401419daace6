namespace LlamaNas.Hub;

/// <summary>A split of a data set on a hub.</summary>
/// <param name="DataSet">Its repository, <c>OWNER/NAME</c>.</param>
/// <param name="Config">Its configuration, the folder of its files; null where there is only one, or for all.</param>
/// <param name="Split">train, validation, test, dev, ...; null for all.</param>
public sealed record DataSetSplit(string DataSet, string? Config, string? Split)
{
    /// <summary>OWNER/NAME/CONFIG, split SPLIT.</summary>
    public override string ToString() => $"{DataSet}{(Config is null ? "" : $"/{Config}")}{(Split is null ? "" : $", split {Split}")}";
}

namespace LlamaNas.Evaluation;

/// <summary>A file that fails where it ends: Parquet.Net 6.1 takes the missing byte for 255, and reads a damaged page header for ever.</summary>
internal sealed class ParquetStream(string path) : FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read)
{
    /// <inheritdoc/>
    public override int ReadByte() => base.ReadByte() is >= 0 and var value ? value : throw new EndOfStreamException($"the file ends at byte {Length}");
}

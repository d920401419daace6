namespace LlamaNas.Runs;

/// <summary>Mends a file of lines that a killed or failed write left without its last line's end: what is appended next would become part of that line.</summary>
internal static class CompleteLines
{
    private const byte End = (byte)'\n';

    /// <summary>Ends the last line where it is whole, and cuts it off where it is not.</summary>
    /// <param name="path">The file.</param>
    /// <param name="isWhole">Tells of a line whether it is whole.</param>
    public static void Restore(string path, Func<string, bool> isWhole)
    {
        var bytes = File.ReadAllBytes(path);
        if (bytes.Length == 0 || bytes[^1] == End)
            return;
        var start = Array.LastIndexOf(bytes, End) + 1;
        using var file = File.OpenWrite(path);
        if (isWhole(System.Text.Encoding.UTF8.GetString(bytes.AsSpan(start))))
        {
            file.Position = bytes.Length;
            file.WriteByte(End);
        }
        else
        {
            file.SetLength(start);
        }
    }
}

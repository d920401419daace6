namespace LlamaNas.Cli;

/// <summary>Some lines at the end of a terminal that are written over again and again.</summary>
/// <param name="writer">The terminal.</param>
/// <param name="width">Its width in columns, asked each time; lines are cut there, for a line that wraps could not be written over.</param>
internal sealed class TerminalBlock(TextWriter writer, Func<int> width)
{
    private int _rows;

    /// <summary>Whether anything is there to be written over.</summary>
    public bool IsOpen => _rows > 0;

    /// <summary>Writes the lines in place of those before.</summary>
    public void Draw(IReadOnlyList<string> lines)
    {
        var up = _rows > 1 ? $"\u001b[{_rows - 1}A" : "";
        var columns = Math.Max(20, width() - 1);
        writer.Write($"{up}\r\u001b[J{string.Join('\n', lines.Select(line => line.Length > columns ? line[..columns] : line))}");
        _rows = lines.Count;
    }

    /// <summary>Leaves the lines as they are and goes on below them.</summary>
    public void Close()
    {
        if (IsOpen)
            writer.WriteLine();
        _rows = 0;
    }
}

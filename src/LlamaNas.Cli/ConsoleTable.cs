using Spectre.Console;
using Spectre.Console.Rendering;

namespace LlamaNas.Cli;

/// <summary>Prints a table of plain cells to stdout; the first column left-aligned, numbers right-aligned. Cells are never cut.</summary>
internal static class ConsoleTable
{
    /// <summary>Prints the rows under their headings.</summary>
    public static void Print(IEnumerable<string> headings, IEnumerable<IEnumerable<string>> rows)
    {
        var table = new Table { Border = TableBorder.Simple, UseSafeBorder = false };
        foreach (var (index, heading) in headings.Index())
            table.AddColumn(new TableColumn(new Text(heading)) { NoWrap = true, Alignment = index == 0 ? Justify.Left : Justify.Right });
        foreach (var row in rows)
            table.AddRow(row.Select(cell => (IRenderable)new Text(cell)));

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(Console.Out) });
        console.Profile.Width = Math.Max(console.Profile.Width, 160);
        console.Write(table);
    }
}

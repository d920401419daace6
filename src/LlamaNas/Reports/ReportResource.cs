using System.Reflection;

namespace LlamaNas.Reports;

/// <summary>The page's parts, which the assembly carries.</summary>
internal static class ReportResource
{
    /// <summary>The charts' and the page's style sheets.</summary>
    public static string Style => Text("chart.css") + Text("report.css");

    /// <summary>A part's text.</summary>
    /// <param name="name">Its file's name.</param>
    public static string Text(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"reports/{name}")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}

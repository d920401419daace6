using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace LlamaNas;

/// <summary>
/// Reads YAML so that every failure has its line. Some malformed texts break YamlDotNet's scanner instead of being reported by it, and deep nesting
/// would overflow the stack of its representation model.
/// </summary>
internal static class YamlText
{
    private const int DeepestNesting = 10;

    /// <summary>The root of the only document.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="source">Where it came from.</param>
    /// <param name="error">Makes the exception from its message, and its cause where there is one.</param>
    public static YamlNode Root(string yaml, string source, Func<string, Exception?, Exception> error)
    {
        var scanner = new Scanner(new StringReader(yaml));
        try
        {
            CheckNesting(new Parser(scanner), source, error);
            var stream = new YamlStream();
            stream.Load(new StringReader(yaml));
            return stream.Documents.Count == 1 ? stream.Documents[0].RootNode
                : throw error($"{source}: {stream.Documents.Count} YAML documents. Write one.", null);
        }
        catch (Exception exception) when (exception is YamlException or ArgumentException or InvalidOperationException or FormatException or OverflowException)
        {
            var line = exception is YamlException { Start.Line: > 0 and var reported } ? reported : scanner.CurrentPosition.Line;
            throw error($"{source}, line {line}: not valid YAML ({exception.Message.ReplaceLineEndings(" ").TrimEnd('.')}). Correct the line.", exception);
        }
    }

    private static void CheckNesting(Parser parser, string source, Func<string, Exception?, Exception> error)
    {
        for (var depth = 0; parser.MoveNext();)
        {
            depth += parser.Current!.NestingIncrease;
            if (depth > DeepestNesting)
                throw error($"{source}, line {parser.Current.Start.Line}: nested deeper than {DeepestNesting} levels. Flatten it.", null);
        }
    }
}

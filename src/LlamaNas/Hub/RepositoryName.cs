using System.Text.RegularExpressions;

namespace LlamaNas.Hub;

/// <summary>Names of repositories on a hub: <c>OWNER/NAME</c>, or <c>NAME</c> alone for the oldest ones.</summary>
internal static partial class RepositoryName
{
    /// <summary>Whether a text is such a name. Letters, digits, <c>-</c>, <c>_</c> and <c>.</c>; a part neither starts with a dot nor holds two in a row.</summary>
    public static bool IsValid(string name) => Form().IsMatch(name) && !name.Contains("..", StringComparison.Ordinal);

    [GeneratedRegex(@"^[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)?\z")]
    private static partial Regex Form();
}

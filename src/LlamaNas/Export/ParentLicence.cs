using System.Text.RegularExpressions;
using LlamaNas.Checkpoints;

namespace LlamaNas.Export;

/// <summary>The licence of a model folder, as the hub names licences.</summary>
internal static partial class ParentLicence
{
    private static readonly (string Marker, string Name)[] Known =
    [
        ("Apache License", "apache-2.0"), ("MIT License", "mit"), ("LLAMA 2 COMMUNITY", "llama2"),
        ("LLAMA 3 COMMUNITY", "llama3"), ("LLAMA 3.1 COMMUNITY", "llama3.1"), ("LLAMA 3.2 COMMUNITY", "llama3.2"), ("LLAMA 3.3 COMMUNITY", "llama3.3"),
    ];

    /// <summary>What the folder's model card says, else what its LICENSE looks like; "other" where neither tells.</summary>
    public static string Of(string parent)
    {
        var files = ModelFiles.Of(parent);
        if (files.FindText(ModelCard.FileName) is { } card && CardField().Match(card) is { Success: true } field)
            return field.Groups[1].Value;
        return files.FindText("LICENSE") is { } licence
            ? Known.Where(known => licence.Contains(known.Marker, StringComparison.OrdinalIgnoreCase)).Select(known => known.Name).FirstOrDefault("other")
            : "other";
    }

    [GeneratedRegex(@"\A---\s*\n(?:[^\n]*\n)*?license:[ ]*([\w.-]+)")]
    private static partial Regex CardField();
}

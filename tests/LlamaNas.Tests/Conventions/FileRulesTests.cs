using System.Text.RegularExpressions;

namespace LlamaNas.Tests.Conventions;

/// <summary>What HOUSE_STYLE.md asks of files and a machine can check; the message names the file and the cure.</summary>
public sealed partial class FileRulesTests
{
    [Fact]
    public void Files_are_short() =>
        Assert.Empty(SourceFiles.All().Where(file => File.ReadLines(file).Count() > 300).Select(file => $"{file}: split by concept"));

    [Fact]
    public void Names_say_what_things_are() =>
        Assert.Empty(SourceFiles.All().Where(file => VagueName().IsMatch(Path.GetFileNameWithoutExtension(file))).Select(file => $"{file}: name the concept"));

    [Fact]
    public void No_comment_waits_for_someone() =>
        Assert.Empty(SourceFiles.All().Where(file => !file.EndsWith("FileRulesTests.cs", StringComparison.Ordinal) && Waiting().IsMatch(File.ReadAllText(file)))
            .Select(file => $"{file}: do it, or open an issue"));

    [Fact]
    public void A_namespace_is_the_path_of_its_folder()
    {
        static string Expected(string file) => Path.GetRelativePath(Path.Combine(SourceFiles.Root, "src"), Path.GetDirectoryName(file)!).Replace('/', '.');

        var own = SourceFiles.All().Where(file => file.StartsWith(Path.Combine(SourceFiles.Root, "src"), StringComparison.Ordinal));

        Assert.DoesNotContain(own, file => Namespace().Match(File.ReadAllText(file)) is { Success: true } match && match.Groups[1].Value != Expected(file));
    }

    [Fact]
    public void No_dimension_is_a_bare_zero_that_the_compiler_takes_for_an_element_type() =>
        Assert.Empty(SourceFiles.All().Where(file => !file.EndsWith("FileRulesTests.cs", StringComparison.Ordinal) && ZeroForAnElementType().IsMatch(File.ReadAllText(file)))
            .Select(file => $"{file}: sum(0) is sum(ScalarType.Byte), the sum of everything; write sum([0])"));

    [GeneratedRegex(@"\.(sum|nansum|prod|mean)\(0[,)]")]
    private static partial Regex ZeroForAnElementType();

    [GeneratedRegex("(Manager|Helper|Util|Utils|Common|Misc)s?$")]
    private static partial Regex VagueName();

    [GeneratedRegex(@"//.*\b(TODO|FIXME|HACK|XXX)\b")]
    private static partial Regex Waiting();

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();
}

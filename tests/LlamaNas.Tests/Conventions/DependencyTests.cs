using ArchUnitNET.Domain;
using ArchUnitNET.Loader;
using ArchUnitNET.xUnitV3;
using LlamaNas.Spaces;
using static ArchUnitNET.Fluent.ArchRuleDefinition;

namespace LlamaNas.Tests.Conventions;

/// <summary>Who may use whom: the table of docs/architecture.md.</summary>
public sealed class DependencyTests
{
    private static readonly Architecture Library = new ArchLoader().LoadAssembliesIncludingDependencies(typeof(SearchSpace).Assembly).Build();

    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Hub"] = [],
        ["Statistics"] = [],
        ["Checkpoints"] = [],
        ["Tokens"] = ["Checkpoints"],
        ["Spaces"] = ["Checkpoints"],
        ["Tensors"] = ["Checkpoints"],
        ["Networks"] = ["Tensors", "Spaces", "Checkpoints"],
        ["Evaluation"] = ["Hub", "Tokens", "Statistics"],
        ["Training"] = ["Networks", "Spaces", "Tokens", "Tensors", "Checkpoints"],
        ["Inference"] = ["Networks", "Spaces", "Tokens", "Tensors", "Evaluation", "Checkpoints"],
        ["Measurement"] = ["Spaces", "Statistics", "Checkpoints"],
        ["Search"] = ["Spaces", "Statistics", "Checkpoints"],
        ["Quantization"] = ["Networks", "Tensors", "Statistics", "Spaces", "Checkpoints"],
        ["Export"] = ["Networks", "Quantization", "Spaces", "Tensors", "Tokens", "Checkpoints"],
        ["Baselines"] = ["Networks", "Inference", "Evaluation", "Measurement", "Statistics", "Spaces", "Tensors", "Checkpoints"],
        ["Runs"] = ["Spaces", "Search", "Evaluation"],
        ["Reports"] = ["Runs", "Search", "Statistics", "Spaces"],
        ["TinyWorld"] = [],
        ["Sandbox"] = ["Evaluation"],
    };

    private static readonly string[] TorchFree = ["Hub", "Statistics", "Checkpoints", "Tokens", "Spaces", "Evaluation", "Measurement", "Search", "Runs", "Reports", "TinyWorld", "Sandbox"];

    public static TheoryData<string, string> ForbiddenPairs { get; } = [.. Allowed.Keys.SelectMany(from => Allowed.Keys.Append("Pipelines")
        .Where(to => to != from && !Allowed[from].Contains(to)).Select(to => (from, to)))];

    public static TheoryData<string> TorchFreeFolders { get; } = [.. TorchFree];

    [Theory]
    [MemberData(nameof(ForbiddenPairs))]
    public void A_folder_uses_only_what_the_table_allows(string from, string to) =>
        Types().That().ResideInNamespaceMatching(In(from))
            .Should().NotDependOnAny(Types().That().ResideInNamespaceMatching(In(to)))
            .Because("docs/architecture.md forbids it; pass a value or an interface instead")
            .WithoutRequiringPositiveResults().Check(Library);

    [Theory]
    [MemberData(nameof(TorchFreeFolders))]
    public void A_folder_is_free_of_Torch(string folder) =>
        Types().That().ResideInNamespaceMatching(In(folder))
            .Should().NotDependOnAny(Types(includeReferenced: true).That().ResideInNamespaceMatching("^TorchSharp"))
            .WithoutRequiringPositiveResults().Check(Library);

    [Fact]
    public void Every_folder_is_in_the_table()
    {
        var folders = Directory.GetDirectories(Path.Combine(SourceFiles.Root, "src", "LlamaNas")).Select(Path.GetFileName);

        Assert.Equal(Allowed.Keys.Append("Pipelines").Order(), folders.Order());
    }

    private static string In(string folder) => $@"^LlamaNas\.{folder}(\.|$)";
}

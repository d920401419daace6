using System.Text.RegularExpressions;
using LlamaNas.Tests.Conventions;

namespace LlamaNas.Tests.Baselines;

/// <summary>A tensor without a device is the CPU's, and does not meet weights on a GPU. No GPU is here, so the source is read.</summary>
public sealed partial class PruningDeviceTests
{
    [Fact]
    public void Every_tensor_that_a_method_makes_names_its_device() =>
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(SourceFiles.Root, "src", "LlamaNas", "Baselines"), "*.cs")
            .SelectMany(file => File.ReadLines(file).Where(line => Creation().IsMatch(line)).Select(line => $"{Path.GetFileName(file)}: {line.Trim()}")));

    [Theory]
    [InlineData("var places = tensor(indices);", true)]
    [InlineData("var sum = zeros(inputs, float64);", true)]
    [InlineData("var sum = zeros(inputs, float64, device);", false)]
    [InlineData("var same = zeros_like(weight);", false)]
    public void A_line_that_makes_a_tensor_of_the_CPU_is_recognised(string line, bool recognised) => Assert.Equal(recognised, Creation().IsMatch(line));

    [GeneratedRegex(@"(?<![\w.])(tensor|zeros|ones|eye|full|empty|arange|rand|randn|randint|randperm)\((?!.*[dD]evice)")]
    private static partial Regex Creation();
}

using LlamaNas.Pipelines;

namespace LlamaNas.Tests.Reports;

public sealed class RunNamesTests
{
    [Fact]
    public void Runs_whose_files_share_a_name_are_told_apart_by_folder_then_by_number() => Assert.Equal(
        ["arc (a)", "piqa", "arc (b) (1)", "arc (b) (2)"],
        RunNames.Distinct([("arc", "/runs/a/arc.db"), ("piqa", "/runs/a/piqa.db"), ("arc", "/runs/b/arc.db"), ("arc", "/runs/b/arc.sqlite")]));
}

using LlamaNas.Evaluation;
using LlamaNas.Pipelines;

namespace LlamaNas.Tests.Pipelines;

public sealed class TaskObjectivesTests
{
    private static readonly TaskDefinition Task = TaskCatalog.Load("arc_easy");

    [Theory]
    [InlineData("accuracy", null)]
    [InlineData("probability", null)]
    [InlineData("accuracy:piqa", "piqa")]
    [InlineData("probability:arc_easy", "arc_easy")]
    [InlineData("parameters", null)]
    public void An_objective_names_its_task(string objective, string? task) => Assert.Equal(task, TaskObjectives.TaskOf(objective));

    [Fact]
    public void A_mean_counts_every_task_and_one_tasks_score_only_that_task()
    {
        Assert.True(TaskObjectives.Counts("probability", "piqa"));
        Assert.True(TaskObjectives.Counts("probability:piqa", "piqa"));
        Assert.False(TaskObjectives.Counts("probability:piqa", "arc_easy"));
    }

    [Fact]
    public void Tasks_are_scored_as_the_objectives_say()
    {
        Assert.Equal(Task.Metrics, TaskObjectives.Scored(Task, ["accuracy", "parameters"]).Metrics);
        Assert.Equal(["probability_norm"], TaskObjectives.Scored(Task, ["probability:arc_easy", "bytes"]).Metrics);
        Assert.Throws<UsageException>(() => TaskObjectives.Scored(Task, ["accuracy", "probability"]));
    }
}

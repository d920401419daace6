using LlamaNas.Evaluation;
using LlamaNas.Search;

namespace LlamaNas.Pipelines;

/// <summary>Objectives that are scores of tasks: <c>accuracy</c> or <c>probability</c>, the mean of all tasks, or one task's (<c>accuracy:TASK</c>).</summary>
internal static class TaskObjectives
{
    private const string Accuracy = "accuracy", Probability = Objective.Probability;

    /// <summary>What the command line may say.</summary>
    public const string Names = "accuracy, accuracy:TASK, probability, probability:TASK";

    /// <summary>An objective by its name; null where there is none of that name.</summary>
    public static Objective? Find(string name) =>
        name.Split(':')[0] is Accuracy or Probability ? new Objective(name, "fraction", Direction.Maximise, ObjectiveCost.Evaluated) : null;

    /// <summary>Whether an objective counts a task.</summary>
    public static bool Counts(string objective, string task) => objective is Accuracy or Probability || TaskOf(objective) == task;

    /// <summary>The one task of an objective; null where it is the mean of all, or no score at all.</summary>
    public static string? TaskOf(string objective) => Find(objective) is not null && objective.Split(':', 2) is [_, var task] ? task : null;

    /// <summary>A task as the objectives want it scored.</summary>
    /// <exception cref="UsageException">They want it both ways.</exception>
    public static TaskDefinition Scored(TaskDefinition task, IEnumerable<string> objectives)
    {
        var kinds = objectives.Where(name => Find(name) is not null).Select(name => name.Split(':')[0]).Distinct().ToArray();
        return kinds.Length < 2
            ? kinds is [Probability] ? task.ByProbability() : task
            : throw new UsageException("Objectives name both accuracy and probability, but a search scores its tasks in one way. Use one of them.");
    }
}

namespace LlamaNas.Search;

/// <summary>What a search reports while it runs.</summary>
public abstract record SearchEvent;

/// <summary>A candidate was evaluated (or found in the run store).</summary>
/// <param name="Candidate">The candidate.</param>
/// <param name="Evaluation">1-based number of the evaluation.</param>
/// <param name="Round">0-based generation or LINAS round that asked for it.</param>
public sealed record CandidateEvaluated(Candidate Candidate, int Evaluation, int Round) : SearchEvent;

/// <summary>A generation or LINAS round is complete.</summary>
/// <param name="Round">0-based number of the round.</param>
/// <param name="Evaluations">Evaluations so far.</param>
/// <param name="Hypervolume">Normalised hypervolume of the archive's front, 0 to 1.</param>
/// <param name="RankCorrelation">Kendall tau of the predictor on this round's candidates before it was trained on them; null where nothing was predicted.</param>
public sealed record RoundFinished(int Round, int Evaluations, double Hypervolume, double? RankCorrelation) : SearchEvent;

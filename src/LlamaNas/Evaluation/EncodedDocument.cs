namespace LlamaNas.Evaluation;

/// <summary>All requests of one document; what they share (context, option prefixes) is computed once.</summary>
/// <param name="Group">Documents of one group start alike (task, subject): a language model may compute their common prefix once.</param>
/// <param name="Requests">One request per choice.</param>
public sealed record EncodedDocument(string Group, EquatableArray<EncodedRequest> Requests);

namespace Millwright.Control.Writes;

/// <summary>Why a write does not happen.</summary>
internal readonly record struct Refusal(WriteResult Result, string Problem, string Remedy);

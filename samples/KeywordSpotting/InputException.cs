namespace KeywordSpotting;

/// <summary>What the user gave cannot be used. The message says why, and what to give instead.</summary>
internal sealed class InputException(string message) : Exception(message);

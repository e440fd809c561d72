namespace KeywordSpotting;

/// <summary>The user's input cannot be used. The message says why, and what to provide instead.</summary>
internal sealed class InputException(string message) : Exception(message);

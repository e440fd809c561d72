namespace KeywordSpotting;

/// <summary>Shows results while the sound plays.</summary>
internal interface IDisplay
{
    /// <summary>Shows each result when it arrives, until the end.</summary>
    public void Show(IEnumerable<Hearing> hearings);
}

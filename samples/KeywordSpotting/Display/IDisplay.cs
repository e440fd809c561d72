namespace KeywordSpotting;

/// <summary>Shows results while the sound plays.</summary>
internal interface IDisplay
{
    /// <summary>Shows the steps as they arrive, to the end.</summary>
    public void Show(IEnumerable<Hearing> hearings);
}

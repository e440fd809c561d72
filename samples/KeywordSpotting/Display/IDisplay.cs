namespace KeywordSpotting;

/// <summary>Shows what is heard while it is heard.</summary>
internal interface IDisplay
{
    /// <summary>Shows the steps as they arrive, to the end.</summary>
    public void Show(IEnumerable<Hearing> hearings);
}

namespace KeywordSpotting;

/// <summary>Shows what is heard while it is heard.</summary>
internal interface IDisplay
{
    /// <summary>Shows one after the other as they come, to the end.</summary>
    public void Show(IEnumerable<Hearing> hearings);
}

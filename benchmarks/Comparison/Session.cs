using ShapeGen.Comparison.Cases;
using ShapeGen.Comparison.Contestants;
using ShapeGen.Comparison.Peers;

namespace ShapeGen.Comparison;

/// <summary>One run of the program: what was asked for, where things are, and the peers.</summary>
internal sealed class Session : IDisposable
{
    public Session(Settings settings)
    {
        Settings = settings;
        Cases = CaseList.Select(settings.Cases);
        Folders = Folders.Find();
        Peers = settings.WithPeers ? PeerSet.Find(Folders) : PeerSet.None(Folders, "The peers are not measured, as asked (`--without-peers`).");
        foreach (string missing in Peers.Missing)
        {
            Say(missing);
        }
    }

    public Settings Settings { get; }

    public IReadOnlyList<Case> Cases { get; }

    public Folders Folders { get; }

    public PeerSet Peers { get; }

    /// <summary>Whether the report is of everything.</summary>
    public bool IsComplete => Settings.WithPeers && Settings.Cases.Count == 0 && Settings.Sections.Count == 0 && Settings.Pace == Timing.Pace.Thorough;

    public string ReportPath => Path.GetFullPath(Settings.Output ?? (IsComplete
        ? Path.Combine(Folders.Repository, "docs", "performance.md")
        : Path.Combine(Folders.Work, "performance.md")));

    /// <summary>Where the plots go: beside the report, in a folder of its name.</summary>
    public string PlotFolder => Path.Combine(Path.GetDirectoryName(ReportPath)!, Path.GetFileNameWithoutExtension(ReportPath));

    /// <summary>Tells whoever waits what is going on.</summary>
    public static void Say(string line) => Console.Error.WriteLine(line);

    public void Dispose() => Peers.Dispose();
}

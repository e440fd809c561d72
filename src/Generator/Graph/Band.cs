using ShapeGen.Generator.Common;

namespace ShapeGen.Generator.Graph;

/// <summary>Which keys a query sees: those from <paramref name="Back"/> tokens before it to <paramref name="Forward"/> tokens behind it.</summary>
/// <param name="Back">Tokens before the query, or null for all.</param>
/// <param name="Forward">Tokens behind the query, or null for all.</param>
/// <param name="GlobalEvery">Every so many layers, from the first on, <paramref name="Back"/> is all, and so is <paramref name="Forward"/> unless it is 0; 0 for none.</param>
internal sealed record Band(int? Back, int? Forward, int GlobalEvery = 0)
{
    /// <summary>Every query sees every key.</summary>
    public static readonly Band All = new(null, null);

    /// <summary>What a call says for all tokens.</summary>
    private const string Everything = "int.MaxValue";

    public bool IsAll => Back is null && Forward is null;

    /// <summary>Whether a query sees no token behind it.</summary>
    public bool IsCausal => Forward == 0;

    /// <summary>What the global layers see.</summary>
    public Band OfGlobalLayers() => new(null, IsCausal ? 0 : null);

    /// <summary>The same for a model of so many layers: where all of them are global, as the first one is, that is all there is to say.</summary>
    public Band InLayers(int layers) => GlobalEvery == 1 || (GlobalEvery > 0 && layers == 1) ? OfGlobalLayers() : this;

    /// <summary>The most keys that a block of <paramref name="queries"/> queries meets, or null where it depends on the tokens.</summary>
    public long? MostKeys(int queries) => Back is { } back && Forward is { } forward && GlobalEvery == 0 ? (long)back + forward + queries : null;

    /// <summary>Tokens that a query of a local layer sees at most, itself included; null where there is no window.</summary>
    public int? Window => Back is { } back && Forward is { } forward ? (int)Math.Min(int.MaxValue, (long)back + forward + 1) : null;

    /// <summary>How many of so many layers, from the first one on, see beyond the window.</summary>
    public int GlobalLayers(int layers) => GlobalEvery == 0 ? 0 : ((layers - 1) / GlobalEvery) + 1;

    /// <summary>Tokens before a query, as C#.</summary>
    public string BackText => Text(Back, isFixed: false);

    /// <summary>Tokens behind a query, as C#.</summary>
    public string ForwardText => Text(Forward, isFixed: IsCausal);

    /// <summary>Which keys <c>j</c> query <c>i</c> sees, for the shape walk; empty where it sees all.</summary>
    public string Condition
    {
        get
        {
            string local = (Back, Forward) switch
            {
                (null, null) => "",
                (null, 0) => "j ≤ i",
                ({ } back, 0) => $"i - {Literals.Integer(back)} ≤ j ≤ i",
                ({ } back, { } forward) when back == forward => $"|i - j| ≤ {Literals.Integer(back)}",
                _ => throw new InvalidOperationException($"No condition is known for {this}."),
            };
            return GlobalEvery == 0 ? local : $"{local}, or {(IsCausal ? "j ≤ i" : "all")} in every {Ordinal(GlobalEvery)} layer";
        }
    }

    private string Text(int? tokens, bool isFixed) =>
        tokens is not { } count ? Everything :
        GlobalEvery == 0 || isFixed ? Literals.Integer(count) :
        $"layer % {Literals.Integer(GlobalEvery)} == 0 ? {Everything} : {Literals.Integer(count)}";

    private static string Ordinal(int number) => Literals.Integer(number) + ((number % 100) is >= 11 and <= 13 ? "th" : (number % 10) switch { 1 => "st", 2 => "nd", 3 => "rd", _ => "th" });
}

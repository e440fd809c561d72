using System.Globalization;
using System.Text;
using ShapeGen.Generator.Declarations;
using ShapeGen.Generator.Planning;
using ShapeGen.Generator.Tests.Snapshots;
using Xunit.Sdk;

namespace ShapeGen.Generator.Tests.Planning;

/// <summary>
/// What the planner chose for the shapes that are measured (issue 3), and for odd ones beside them, as a table to read: <c>plans.verified.md</c>.
/// When a constant was tuned, <c>SHAPEGEN_ACCEPT=1</c> writes it again, and the difference shows what changed where.
/// </summary>
public class PlanTableTests
{
    private static readonly string VerifiedPath = Path.Combine(Repository.TestProject, "Planning", "plans.verified.md");

    private static readonly (string Name, int Batch, int Tokens, int Embed, int Heads, int Ffn)[] Cases =
    [
        ("seed", 2, 14, 64, 8, 128),
        ("svtr", 1, 45, 120, 8, 240),
        ("mvit_s1", 4, 256, 144, 4, 288),
        ("mvit_s3", 4, 16, 240, 4, 480),
        ("vit_tiny", 1, 197, 192, 3, 768),
        ("minilm", 1, 128, 384, 12, 1536),
        ("minilm, 16 tokens", 1, 16, 384, 12, 1536),
        ("bert_base", 1, 128, 768, 12, 3072),
        ("odd widths", 3, 50, 62, 2, 94),
        ("one token", 1, 1, 384, 12, 1536),
        ("one head", 1, 64, 48, 1, 96),
        ("777 tokens", 1, 777, 192, 3, 768),
        ("E 512, 5 tokens", 1, 5, 512, 8, 2048),
        ("very wide", 1, 64, 2048, 16, 8192),
    ];

    [Fact]
    public void The_plan_of_each_measured_shape()
    {
        string table = Table();
        string verified = File.Exists(VerifiedPath) ? File.ReadAllText(VerifiedPath).ReplaceLineEndings("\n") : "";
        if (Environment.GetEnvironmentVariable("SHAPEGEN_ACCEPT") == "1")
        {
            File.WriteAllText(VerifiedPath, table);
        }
        else if (table != verified)
        {
            throw new XunitException($"The plans have changed. If that is right, run with SHAPEGEN_ACCEPT=1.\n{LineDifference.Describe(verified, table)}");
        }
    }

    /// <summary>
    /// 197 = 14 · 14 + 1 must not pay a full pass for one row: tiles are as full as their number allows, whatever the tokens. A last block of
    /// fewer rows than a tile is let pass: 2913 rows are thirteen blocks of 224 and one of a single row.
    /// </summary>
    [Fact]
    public void No_pass_is_paid_for_a_row_or_two()
    {
        foreach (VectorUnit unit in VectorUnit.All)
        {
            BodyPlan plan = Plans.Of(new EncoderShape(192, 3, 768, ActivationKind.Silu, 1e-5f, true, null), unit);
            for (int rows = unit.TileRows; rows <= 4096; rows++)
            {
                int last = RowCuts.Blocks(0, rows, plan).Min(block => block.End - block.First);
                int lowest = Tiles.Heights(last, unit.TileRows).Min();
                Assert.True(lowest > unit.TileRows / 2 - 1 || last < unit.TileRows, $"{rows} rows on {unit.Name}: a tile of {lowest} rows");
            }
        }
    }

    private static string Table()
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"""
            Written by {nameof(PlanTableTests)}: read the difference, then accept it with SHAPEGEN_ACCEPT=1.

            - blocks: rows of each block that one thread takes through a phase, of so many at most
            - tiles: heights of the linear layers' tiles; in attention, of the products with each number of vectors of queries: keys, then features
            - group: sequences that run together on 1, 2 and 4 threads
            - scratch: floats for this call on 1 thread and on 2; then for one long sequence on 1, by tokens

            """);
        foreach ((string name, int batch, int tokens, int embed, int heads, int ffn) in Cases)
        {
            EncoderShape shape = new(embed, heads, ffn, ActivationKind.Silu, 1e-5f, true, null);
            text.Append(CultureInfo.InvariantCulture, $"\n## {name}: {batch} × {tokens}, {embed}/{heads}/{ffn}\n\n");
            text.Append(CultureInfo.InvariantCulture, $"Phases: {string.Join(" | ", Plans.Of(shape, VectorUnit.Avx512).Phases.Select(Describe))}\n\n");
            text.Append("| | blocks | tiles | attention | group | strides | scratch |\n| --- | --- | --- | --- | --- | --- | --- |\n");
            foreach (VectorUnit unit in VectorUnit.All)
            {
                BodyPlan plan = Plans.Of(shape, unit);
                Assert.Equal(Plans.Of(shape, VectorUnit.Avx512).Phases.Select(Describe), plan.Phases.Select(Describe));
                text.Append('|').AppendJoin('|', new[] { unit.Name, Blocks(plan, batch, tokens), Linear(plan, batch, tokens), Attention(plan, tokens), Group(plan, tokens), Strides(plan), Scratch(plan, batch, tokens) }.Select(cell => $" {cell} ")).Append("|\n");
            }
        }

        return text.ToString();
    }

    private static IEnumerable<int> BlockRows(BodyPlan plan, int batch, int tokens)
    {
        int rows = Math.Min(batch, RowCuts.MostSequences(plan, tokens, 1)) * tokens;
        return RowCuts.Blocks(0, rows, plan).Select(block => block.End - block.First);
    }

    private static string Blocks(BodyPlan plan, int batch, int tokens) => $"{string.Join(" ", BlockRows(plan, batch, tokens))} of {plan.RowBlock}";

    private static string Linear(BodyPlan plan, int batch, int tokens) => Heights(BlockRows(plan, batch, tokens).SelectMany(rows => TileWalk.Cut(rows, plan.Unit.TileRows)));

    private static string Attention(BodyPlan plan, int tokens)
    {
        VectorUnit unit = plan.Unit;
        int headDim = plan.Stages.OfType<AttentionStage>().Single().Op.HeadDim;
        IEnumerable<int> panels = BlockRows(plan, 1, tokens)
            .SelectMany(rows => new[] { Math.Min(rows, unit.PanelWidth), rows % unit.PanelWidth })
            .Where(queries => queries > 0)
            .Select(queries => (queries + unit.Lanes - 1) / unit.Lanes)
            .Distinct()
            .OrderDescending();
        return string.Join("; ", panels.Select(vectors =>
            $"×{vectors}: {Heights(TileWalk.Cut(tokens, unit.TileRowsOf(vectors)))}, {Heights(TileWalk.Cut(headDim, unit.TileRowsOf(vectors)))}"));
    }

    private static string Heights(IEnumerable<int> heights) => string.Join("+", heights.Distinct().OrderDescending());

    private static string Group(BodyPlan plan, int tokens) => string.Join(" ", new[] { 1, 2, 4 }.Select(threads => RowCuts.MostSequences(plan, tokens, threads)));

    private static string Strides(BodyPlan plan) => string.Join(
        " ",
        plan.Stages.SelectMany(stage => stage.Buffers).Distinct()
            .Where(buffer => buffer.Scope is BufferScope.Group or BufferScope.Block or BufferScope.PaddedBlock)
            .Select(buffer => $"{buffer.Name} {buffer.Stride}"));

    private static string Scratch(BodyPlan plan, int batch, int tokens)
    {
        // Whole lines, and so long that the scores outweigh the feed-forward block.
        const int Long = 1 << 20;
        long slope = (Length(1, 2 * Long, 1) - Length(1, Long, 1)) / Long;
        return $"{Length(batch, tokens, 1)}, {Length(batch, tokens, 2)}; {Length(1, Long, 1) - (slope * Long)} + {slope} P";

        long Length(int sequences, int length, int threads) => new ScratchMap(plan, length, sequences, threads).Length;
    }

    private static string Describe(Phase phase) => string.Join(", ", phase.Stages.Select(stage => stage switch
    {
        CopyStage copy => $"{copy.Target.Name} = {copy.Source.Name}",
        LayerNormStage norm => $"{norm.Target.Name} = norm({norm.Source.Name})",
        LinearStage linear => $"{linear.Target.Name} {(linear.Add ? "+=" : "=")} {(linear.Activation is { } activation ? $"{activation.Kind}(" : "")}linear({linear.Source.Name}){(linear.Activation is null ? "" : ")")}",
        AttentionStage attention => $"{attention.Target.Name} = attention({attention.Source.Name})",
        _ => throw new NotSupportedException(stage.GetType().Name),
    }));
}

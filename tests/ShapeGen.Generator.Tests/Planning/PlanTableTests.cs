using System.Globalization;
using System.Text;
using ShapeGen.Generator.Emission;
using ShapeGen.Generator.Modules;
using ShapeGen.Generator.Planning;
using ShapeGen.Generator.Tests.Snapshots;
using ShapeGen.Generator.Vectors;
using Xunit.Sdk;

namespace ShapeGen.Generator.Tests.Planning;

/// <summary>
/// What the planner chose for the shapes that are measured, and for odd ones beside them, as a table to read: <c>plans.verified.md</c>.
/// When a constant was tuned, <c>SHAPEGEN_ACCEPT=1</c> writes it again, and the difference shows what changed where.
/// </summary>
public class PlanTableTests
{
    private static readonly string VerifiedPath = Path.Combine(Repository.TestProject, "Planning", "plans.verified.md");

    private static readonly (string Name, int Batch, int Tokens, EncoderModule Shape)[] Cases =
    [
        ("seed", 2, 14, Plans.Encoder(64, 8, 128)),
        ("svtr", 1, 45, Plans.Encoder(120, 8, 240)),
        ("mvit_s1", 4, 256, Plans.Encoder(144, 4, 288)),
        ("vit_tiny", 1, 197, Plans.Encoder(192, 3, 768)),
        ("minilm", 1, 128, Plans.Encoder(384, 12, 1536)),
        ("minilm, 6 layers post-norm", 1, 128, Plans.Encoder(384, 12, 1536) with { Layers = 6, Placement = Options.NormPlacement.Post }),
        ("bert_base", 1, 128, Plans.Encoder(768, 12, 3072)),
        ("odd widths", 3, 50, Plans.Encoder(62, 2, 94)),
        ("777 tokens", 1, 777, Plans.Encoder(192, 3, 768)),
        ("2913 rows", 1, 2913, Plans.Encoder(48, 1, 96)),
        ("very wide", 1, 64, Plans.Encoder(2048, 16, 8192)),
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

    private static string Table()
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"""
            Written by {nameof(PlanTableTests)}. After a change, review the difference and accept it with SHAPEGEN_ACCEPT=1.

            - blocks: rows of each block that a thread takes through a phase, and the maximum
            - strides: floats from one row to the next, and the number of slots if it is 2
            - scratch: floats for this call on 1 and on 2 threads; then for a long sequence on 1 thread, as a function of its tokens P

            """);
        foreach ((string name, int batch, int tokens, EncoderModule shape) in Cases)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## {name}: {batch} × {tokens}, {shape.Attention.Embed}/{shape.Attention.Heads}/{shape.Block.Ffn}, {shape.Layers} {(shape.Layers == 1 ? "layer" : "layers")}\n\n");
            BodyPlan first = Plans.Of(shape, VectorUnit.Avx512);
            foreach (Segment segment in first.Schedule.Segments)
            {
                text.Append(CultureInfo.InvariantCulture, $"- {segment.Name}: {string.Join("; ", segment.Stages.Select(stage => stage.Formula(new BufferNames(first.Placement)).Split("   ")[0]))}\n");
            }

            text.Append("\n| | blocks | strides | scratch |\n| --- | --- | --- | --- |\n");
            foreach (VectorUnit unit in VectorUnit.All)
            {
                BodyPlan plan = Plans.Of(shape, unit);
                text.Append('|').AppendJoin('|', new[] { unit.Name, Blocks(plan, batch, tokens), Strides(plan), Scratch(plan, batch, tokens) }.Select(cell => $" {cell} ")).Append("|\n");
            }
        }

        return text.ToString();
    }

    private static string Blocks(BodyPlan plan, int batch, int tokens)
    {
        int rows = Math.Max(1, Math.Min(batch, plan.RowBlock / tokens)) * tokens;
        int blocks = Runtime.Rows.Blocks(rows, plan.RowBlock);
        IEnumerable<int> sizes = Enumerable.Range(0, blocks).Select(block => Runtime.Rows.Start(rows, block + 1, blocks) - Runtime.Rows.Start(rows, block, blocks));
        return $"{string.Join(" ", sizes)} of {plan.RowBlock}";
    }

    private static string Strides(BodyPlan plan) => string.Join(
        " ", plan.Placement.Buffers.Where(buffer => buffer.IsScratch && buffer.Stride > 0).Select(buffer => $"{buffer.Name} {buffer.Stride}{(buffer.Slots == 1 ? "" : " × 2")}"));

    private static string Scratch(BodyPlan plan, int batch, int tokens)
    {
        // Whole lines, and so long that the scores outweigh the feed-forward block.
        const int Long = 1 << 20;
        long slope = (Length(2 * Long, 2 * Long, 1) - Length(Long, Long, 1)) / Long;
        long rows = Math.Max(1, Math.Min(batch, plan.RowBlock / tokens)) * (long)tokens;
        return $"{Length(tokens, rows, 1)}, {Length(tokens, rows, 2)}; {Length(Long, Long, 1) - (slope * Long)} + {slope} P";

        long Length(long longest, long all, int threads) => new ScratchMap(plan, longest, all, threads).Length;
    }
}

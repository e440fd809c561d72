using System.Reflection;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Modules;
using ShapeGen.Generator.Naming;
using ShapeGen.Generator.Planning;
using ShapeGen.Generator.Tests.Quality;
using ShapeGen.Generator.Tests.Running;
using ShapeGen.Generator.Vectors;
using Buffer = ShapeGen.Generator.Planning.Buffer;

namespace ShapeGen.Generator.Tests.Planning;

/// <summary>Where scratch buffers are: never in each other's way, never outside, and no more than needed.</summary>
public class ScratchTests
{
    /// <summary>Sequences of a group and threads.</summary>
    private static readonly (int Sequences, int Threads)[] Calls = [(1, 1), (2, 1), (3, 1), (200, 1), (1, 2), (3, 2), (200, 2), (1, 5), (7, 5)];

    [Fact]
    public void Buffers_alive_at_the_same_time_never_overlap()
    {
        foreach (BodyPlan plan in Plans.All)
        {
            Dictionary<Buffer, HashSet<Buffer>> together = AliveTogether(plan);
            foreach ((int tokens, (int sequences, int threads)) in Plans.TokenCounts(plan).SelectMany(tokens => Calls.Select(call => (tokens, call))))
            {
                (int Worker, Buffer Buffer, long Start, long End)[] extents = new ScratchMap(plan, tokens, (long)sequences * tokens, threads).Extents.OrderBy(extent => extent.Start).ToArray();
                for (int i = 0; i < extents.Length; i++)
                {
                    for (int other = i + 1; other < extents.Length && extents[other].Start < extents[i].End; other++)
                    {
                        // They overlap. A worker does one thing after the other; all else may happen at the same time.
                        Assert.True(
                            extents[i].Worker >= 0 && extents[i].Worker == extents[other].Worker && !together[extents[i].Buffer].Contains(extents[other].Buffer),
                            $"{Plans.Describe(plan)}, {tokens} tokens, {sequences} sequences, {threads} threads: {extents[i]} and {extents[other]}");
                    }
                }
            }
        }
    }

    /// <summary>Two cores that write to one line take turns with it.</summary>
    [Fact]
    public void Workers_share_no_cache_line() => Assert.All(Plans.All, plan =>
    {
        foreach ((int tokens, (int sequences, int threads)) in Plans.TokenCounts(plan).SelectMany(tokens => Calls.Select(call => (tokens, call))))
        {
            ScratchMap map = new(plan, tokens, (long)sequences * tokens, threads);
            Assert.All(Enumerable.Range(0, threads), worker => Assert.Equal(0, map.WorkerStart(worker) % 16));
            Assert.All(map.Extents, extent => Assert.InRange(
                extent.End, 0, extent.Worker < 0 ? map.WorkerStart(0) : map.WorkerStart(extent.Worker + 1)));
        }
    });

    /// <summary>What a stage may write behind its rows, and read behind them, has room.</summary>
    [Fact]
    public void What_is_touched_behind_a_row_or_the_last_row_has_room() => Assert.All(Plans.All, plan =>
    {
        foreach (Stage stage in plan.Stages)
        {
            Assert.All(stage.Reads.Where(read => read.ExtraWidth > 0), read => Assert.InRange(read.Value.Width + read.ExtraWidth, 1, plan.Placement[read.Value].Stride));
            foreach (Write write in stage.Writes.Where(write => write.ExtraRows > 0 || write.ExtraWidth > 0))
            {
                Buffer buffer = plan.Placement[write.Value];
                Assert.True(buffer.IsScratch, $"{Plans.Describe(plan)}: {buffer}");
                Assert.InRange(write.Value.Width + write.ExtraWidth, 1, buffer.Stride);
                foreach (int rows in new[] { 1, 17, plan.RowBlock, 10 * plan.RowBlock })
                {
                    long held = buffer.Scope == BufferScope.Worker ? Math.Min(rows, plan.RowBlock) : rows;
                    Assert.InRange((held + write.ExtraRows) * buffer.Stride, 1, buffer.Length.In(ScratchMap.Call(plan, rows, rows)));
                }
            }
        }
    });

    [Fact]
    public void Every_scratch_buffer_has_one_place() => Assert.All(Plans.All, plan =>
    {
        List<Buffer> placed = plan.Scratch.Shared.Concat(plan.Scratch.Places.Select(place => place.Buffer)).ToList();
        Assert.Equal(plan.Stages.SelectMany(plan.Placement.Of).Where(buffer => buffer.IsScratch).Distinct().Select(buffer => buffer.Name).Order(), placed.Select(buffer => buffer.Name).Order());
        Assert.Equal(placed.Count, placed.Select(buffer => buffer.Name).Distinct().Count());
        Assert.All(placed, buffer => Assert.True(buffer.Stride >= buffer.Width));
        Assert.All(plan.Scratch.Shared, buffer => Assert.Equal(BufferScope.Shared, buffer.Scope));
        Assert.All(plan.Scratch.Places, place => Assert.Equal(BufferScope.Worker, place.Buffer.Scope));
    });

    /// <summary>A worker's buffers that are not needed at once share memory.</summary>
    [Fact]
    public void Memory_is_shared()
    {
        BodyPlan plan = Plans.Of(Plans.Seed, VectorUnit.Avx512);
        ScratchMap map = new(plan, 197, 197, 1);
        Assert.True(map.WorkerFloats < plan.Scratch.Places.Sum(place => map.Size(place.Buffer)));
    }

    /// <summary>Scratch grows with the tokens, not with their square: it is never more than what the longest sequences add for each token.</summary>
    [Fact]
    public void Scratch_is_linear_in_the_tokens() => Assert.All(Plans.All.Where(plan => plan.Graph.Tokens is null), plan =>
    {
        long Length(long tokens) => new ScratchMap(plan, tokens, tokens, 3).Length;
        const long Long = 1 << 24;
        long perToken = (Length(2 * Long) - Length(Long)) / Long;
        for (long tokens = plan.RowBlock; tokens < Long; tokens = (tokens * 2) + 1)
        {
            Assert.InRange(Length(tokens), 0, Length(plan.RowBlock) + ((perToken + 1) * tokens));
        }

        Assert.InRange(perToken, 0, 100 * plan.Placement.Buffers.Sum(buffer => Math.Max(buffer.Stride, plan.Unit.PanelWidth)));
    });

    [Fact]
    public void Generated_code_of_an_encoder_computes_the_same() => ComputesTheSame("Encoder(64, 8, 128)", Plans.Seed);

    [Fact]
    public void Generated_code_of_a_stack_computes_the_same() => ComputesTheSame("Encoder(64, 8, 128, Layers = 4)", Plans.Seed with { Layers = 4 });

    /// <summary>Rows that are no whole number of cache lines.</summary>
    [Fact]
    public void Generated_code_of_an_odd_attention_computes_the_same() => ComputesTheSame("MultiHeadAttention(62, 2)", Plans.Attention(62, 2, true, null));

    [Fact]
    public void Generated_code_of_a_feed_forward_block_computes_the_same() =>
        ComputesTheSame("FeedForward(31, 47)", new FeedForwardModule(31, new(47, Options.Activation.Silu, false, true, true), NamesDeclaration.Default, null));

    /// <summary>The generated formulas are those of the plan.</summary>
    private static void ComputesTheSame(string attribute, ModuleShape shape)
    {
        const BindingFlags Hidden = BindingFlags.Static | BindingFlags.NonPublic;
        Assembly assembly = Emitted.From(GeneratorRunner.Run($"[ShapeGen.{attribute}] public partial class Model;")).Load();
        Type model = assembly.GetType("Model")!;
        foreach (VectorUnit unit in VectorUnit.All)
        {
            BodyPlan plan = Plans.Of(shape, unit);

            // The name of a file-local type begins with the file's.
            Type kernels = assembly.GetType($"ShapeGen.__Kernels.{unit.Name}Kernels")!;
            Type body = Assert.Single(assembly.GetTypes(), type => type.Name.EndsWith("Body`1", StringComparison.Ordinal)).MakeGenericType(kernels);
            Assert.Equal(plan.Schedule.PhaseCount, body.GetProperty("Phases")!.GetValue(null));
            Assert.Equal(plan.RowBlock, body.GetProperty("RowBlock")!.GetValue(null));
            Assert.Equal(plan.NeedsSequences, body.GetProperty("NeedsSequences")!.GetValue(null));
            foreach ((long tokens, (int sequences, int threads)) in Plans.TokenCounts(plan).SelectMany(tokens => Calls.Select(call => ((long)tokens, call))))
            {
                ScratchMap map = new(plan, tokens, sequences * tokens, threads);
                Runtime.GroupShape group = new() { Rows = sequences * tokens, Tokens = tokens };
                Assert.Equal(map.SharedFloats, plan.Scratch.SharedFloats.In(ScratchMap.Call(plan, tokens, sequences * tokens)));
                Assert.Equal(map.WorkerFloats, plan.Scratch.WorkerFloats.In(ScratchMap.Call(plan, tokens, sequences * tokens)));
                Assert.Equal(map.SharedFloats, body.GetMethod("SharedFloats")!.Invoke(null, [group]));
                Assert.Equal(map.WorkerFloats, body.GetMethod("WorkerFloats")!.Invoke(null, [group]));
            }

            object?[] length = [null];
            model.GetMethod("LayoutBody", Hidden)!.MakeGenericMethod(kernels).Invoke(null, length);
            Assert.Equal(plan.Weights.Length, (int)length[0]!);
        }
    }

    /// <summary>Which buffers hold something at the same time: walked through stage by stage, from a buffer's first write in a phase to its last use.</summary>
    private static Dictionary<Buffer, HashSet<Buffer>> AliveTogether(BodyPlan plan)
    {
        Dictionary<Buffer, HashSet<Buffer>> together = plan.Placement.Buffers.ToDictionary(buffer => buffer, buffer => new HashSet<Buffer> { buffer });
        foreach (IReadOnlyList<StageRun> phase in plan.Schedule.Phases())
        {
            List<List<Buffer>> touched = phase.Select(step => plan.Placement.Of(step.Stage).ToList()).ToList();
            for (int i = 0; i < touched.Count; i++)
            {
                List<Buffer> alive = plan.Placement.Buffers.Where(buffer =>
                    touched.Take(i + 1).Any(stage => stage.Contains(buffer)) && touched.Skip(i).Any(stage => stage.Contains(buffer))).ToList();
                alive.ForEach(buffer => together[buffer].UnionWith(alive));
            }
        }

        return together;
    }
}

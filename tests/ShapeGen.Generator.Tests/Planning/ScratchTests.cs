using System.Reflection;
using ShapeGen.Generator.Declarations;
using ShapeGen.Generator.Planning;
using ShapeGen.Generator.Tests.Quality;
using ShapeGen.Generator.Tests.Running;
using Buffer = ShapeGen.Generator.Planning.Buffer;

namespace ShapeGen.Generator.Tests.Planning;

/// <summary>Where scratch buffers stand: never in each other's way, never outside, and no more than needed.</summary>
public class ScratchTests
{
    /// <summary>Batches and threads that give groups and parts of all kinds.</summary>
    private static readonly (int Batch, int Threads)[] Calls = [(1, 1), (2, 1), (3, 1), (200, 1), (1, 2), (3, 2), (200, 2), (1, 5), (7, 5)];

    [Fact]
    public void Buffers_alive_at_the_same_time_never_overlap()
    {
        foreach (BodyPlan plan in Plans.All)
        {
            Dictionary<Buffer, (int First, int Last)> lives = Lives(plan);
            foreach ((int tokens, (int batch, int threads)) in Plans.TokenCounts(plan).SelectMany(tokens => Calls.Select(call => (tokens, call))))
            {
                (int Worker, Buffer Buffer, long Start, long End)[] extents = new ScratchMap(plan, tokens, batch, threads).Extents.OrderBy(extent => extent.Start).ToArray();
                for (int i = 0; i < extents.Length; i++)
                {
                    for (int other = i + 1; other < extents.Length && extents[other].Start < extents[i].End; other++)
                    {
                        // They overlap. A worker does one thing after the other; all else may happen at the same time.
                        (int First, int Last) one = lives[extents[i].Buffer];
                        (int First, int Last) two = lives[extents[other].Buffer];
                        Assert.True(
                            extents[i].Worker >= 0 && extents[i].Worker == extents[other].Worker && (one.Last < two.First || two.Last < one.First),
                            $"{Plans.Describe(plan)}, {tokens} tokens, batch {batch}, {threads} threads: {extents[i]} and {extents[other]}");
                    }
                }
            }
        }
    }

    /// <summary>Two cores that write to one line take turns with it.</summary>
    [Fact]
    public void Workers_share_no_cache_line() => Assert.All(Plans.All, plan =>
    {
        foreach ((int tokens, (int batch, int threads)) in Plans.TokenCounts(plan).SelectMany(tokens => Calls.Select(call => (tokens, call))))
        {
            ScratchMap map = new(plan, tokens, batch, threads);
            Assert.All(Enumerable.Range(0, threads), worker => Assert.Equal(0, map.WorkerStart(worker) % 16));
            Assert.All(map.Extents, extent => Assert.InRange(
                extent.End, 0, extent.Worker < 0 ? map.WorkerStart(0) : map.WorkerStart(extent.Worker + 1)));
        }
    });

    /// <summary>A smaller batch than a group runs in the same scratch, and so do fewer threads than were allowed.</summary>
    [Fact]
    public void Any_batch_and_fewer_threads_fit()
    {
        foreach (BodyPlan plan in Plans.All)
        {
            foreach (int tokens in Plans.TokenCounts(plan))
            {
                foreach (int threads in new[] { 1, 2, 3 })
                {
                    long length = new ScratchMap(plan, tokens, int.MaxValue, threads).Length;
                    Assert.All(
                        Enumerable.Range(1, 130).SelectMany(batch => Enumerable.Range(1, threads).Select(fewer => (batch, fewer))),
                        call => Assert.InRange(new ScratchMap(plan, tokens, call.batch, call.fewer).Length, 0, length));
                }
            }
        }
    }

    /// <summary>An attention writes whole vectors of queries and of four features: behind a block's last row and behind its last head.</summary>
    [Fact]
    public void What_is_written_behind_the_context_has_room() => Assert.All(Plans.All.Where(plan => plan.Attends), plan =>
    {
        AttentionStage attention = Assert.Single(plan.Stages.OfType<AttentionStage>());
        int lanes = plan.Unit.Lanes;
        int features = (attention.Op.HeadDim + 3) / 4 * 4;
        int lastFeature = attention.Op.Embed - attention.Op.HeadDim + features - 1;
        Assert.InRange(lastFeature, 0, attention.Target.Stride - 1);
        Assert.InRange(features * plan.Unit.PanelWidth, 1, Math.Min(attention.Queries.Stride, attention.Answers.Stride));
        foreach (int tokens in Plans.TokenCounts(plan))
        {
            ScratchMap map = new(plan, tokens, batch: 3, threads: 2);
            int blockRows = Math.Min(Math.Min(3, RowCuts.MostSequences(plan, tokens, 2)) * tokens, plan.RowBlock);

            // The worst: one row of the last sequence, at the end of a full block.
            long lastRow = blockRows - 1 + lanes - 1;
            Assert.InRange((lastRow * attention.Target.Stride) + lastFeature, 0, map.Size(attention.Target) - 1);
        }
    });

    [Fact]
    public void Every_scratch_buffer_has_a_place_and_whole_lines() => Assert.All(Plans.All, plan =>
    {
        IReadOnlyList<Buffer> placed = plan.Scratch.Shared.Concat(plan.Scratch.Places.Select(place => place.Buffer)).ToList();
        Assert.Equal(Lives(plan).Keys.Select(buffer => buffer.Name).Order(), placed.Select(buffer => buffer.Name).Order());
        Assert.Equal(placed.Count, placed.Select(buffer => buffer.Name).Distinct().Count());
        Assert.All(placed, buffer => Assert.True(buffer.Stride >= buffer.Width));
        Assert.All(plan.Scratch.Shared, buffer => Assert.Equal(BufferScope.Group, buffer.Scope));
        Assert.All(plan.Scratch.Places, place => Assert.NotEqual(BufferScope.Group, place.Buffer.Scope));
    });

    /// <summary>A worker's buffers that are not needed at once share memory.</summary>
    [Fact]
    public void Memory_is_shared()
    {
        BodyPlan plan = Plans.Of(Plans.Seed, VectorUnit.Avx512);
        ScratchMap map = new(plan, 197, 1, 1);
        Assert.True(map.WorkerFloats < plan.Scratch.Places.Sum(place => map.Size(place.Buffer)));
    }

    /// <summary>Scratch grows with the tokens, not with their square: beyond a block of rows by the same for each token.</summary>
    [Fact]
    public void Scratch_is_linear_in_the_tokens()
    {
        foreach (BodyPlan plan in Plans.All.Where(plan => plan.Graph.Tokens is null))
        {
            foreach (int threads in new[] { 1, 3 })
            {
                long perToken = plan.Scratch.Shared.Sum(buffer => (long)buffer.Stride)
                    + (threads * plan.Scratch.Places.Where(place => place.Buffer.Scope == BufferScope.Scores).Sum(place => (long)place.Buffer.Stride));
                int first = plan.RowBlock * threads;
                long length = new ScratchMap(plan, first, 1, threads).Length;
                for (int tokens = first; tokens < 100_000; tokens = (tokens * 2) + 1)
                {
                    Assert.InRange(new ScratchMap(plan, tokens, 1, threads).Length, length, length + (perToken * (tokens - first)) + ((threads + 1) * 16));
                }
            }
        }
    }

    [Fact]
    public void Generated_code_of_an_encoder_computes_the_same() => ComputesTheSame("Encoder(64, 8, 128)", Plans.Seed);

    /// <summary>Rows that are no whole number of cache lines.</summary>
    [Fact]
    public void Generated_code_of_an_odd_attention_computes_the_same() =>
        ComputesTheSame("MultiHeadAttention(62, 2)", new AttentionShape(62, 2, true, null));

    [Fact]
    public void Generated_code_of_a_feed_forward_block_computes_the_same() =>
        ComputesTheSame("FeedForward(31, 47)", new FeedForwardShape(31, 47, ActivationKind.Silu, true, null));

    /// <summary>The generated sums are those of the plan.</summary>
    private static void ComputesTheSame(string attribute, ModuleShape shape)
    {
        const BindingFlags Hidden = BindingFlags.Static | BindingFlags.NonPublic;
        Assembly assembly = Emitted.From(GeneratorRunner.Run($"[ShapeGen.{attribute}] public partial class Model;")).Load();
        Type model = assembly.GetType("Model")!;
        foreach (VectorUnit unit in VectorUnit.All)
        {
            BodyPlan plan = Plans.Of(shape, unit);
            MethodInfo scratchFloats = model.GetMethod("ScratchFloats" + unit.Name, Hidden)!;
            foreach ((int tokens, (int batch, int threads)) in Plans.TokenCounts(plan).SelectMany(tokens => Calls.Append((int.MaxValue, 3)).Select(call => (tokens, call))))
            {
                Assert.Equal(new ScratchMap(plan, tokens, batch, threads).Length, scratchFloats.Invoke(null, [batch, tokens, threads]));
            }

            object?[] length = [null];
            model.GetMethod("Layout" + unit.Name, Hidden)!.Invoke(null, length);
            Assert.Equal(plan.Weights.Length, (int)length[0]!);

            // The name of a file-local type begins with the file's.
            Type body = Assert.Single(assembly.GetTypes(), type => type.Name.EndsWith(unit.Name + "Body", StringComparison.Ordinal));
            MethodInfo groupSequences = body.GetMethod("GroupSequences")!;
            MethodInfo blockRows = body.GetMethod("BlockRows", Hidden)!;
            Assert.Equal(plan.Phases.Count, body.GetProperty("Phases")!.GetValue(null));
            foreach (int tokens in Plans.TokenCounts(plan))
            {
                Assert.All(new[] { 1, 2, 5 }, threads => Assert.Equal(RowCuts.MostSequences(plan, tokens, threads), groupSequences.Invoke(null, [tokens, threads])));
                Assert.Equal(RowCuts.BlockRows(tokens, plan), blockRows.Invoke(null, [tokens]));
            }

            // A thread may have no row at all.
            Assert.InRange((int)blockRows.Invoke(null, [0])!, 1, plan.RowBlock);
        }
    }

    /// <summary>From the first stage that touches a buffer to the last.</summary>
    private static Dictionary<Buffer, (int First, int Last)> Lives(BodyPlan plan)
    {
        Dictionary<Buffer, (int First, int Last)> lives = [];
        foreach ((Stage stage, int index) in plan.Stages.Select((stage, index) => (stage, index)))
        {
            foreach (Buffer buffer in stage.Buffers.Where(buffer => buffer.IsScratch))
            {
                lives[buffer] = lives.TryGetValue(buffer, out (int First, int Last) life) ? (life.First, index) : (index, index);
            }
        }

        return lives;
    }
}

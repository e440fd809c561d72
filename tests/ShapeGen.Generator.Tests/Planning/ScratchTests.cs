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
    [Fact]
    public void Buffers_alive_at_the_same_time_never_overlap()
    {
        foreach (BodyPlan plan in Plans.All)
        {
            Dictionary<Buffer, (int First, int Last)> lives = Lives(plan);
            foreach ((int tokens, int batch) in Plans.TokenCounts(plan).SelectMany(tokens => new[] { 1, 2, 3, 200 }.Select(batch => (tokens, batch))))
            {
                ScratchMap map = new(plan, tokens, batch);
                foreach ((Buffer one, Buffer other) in map.Starts.Keys.SelectMany(one => map.Starts.Keys.Where(other => other != one).Select(other => (one, other))))
                {
                    bool together = lives[one].First <= lives[other].Last && lives[other].First <= lives[one].Last;
                    bool apart = map.Starts[one] + map.Size(one) <= map.Starts[other] || map.Starts[other] + map.Size(other) <= map.Starts[one];
                    Assert.True(!together || apart, $"{Plans.Describe(plan)}, {tokens} tokens, batch {batch}: {one.Name} and {other.Name}");
                }
            }
        }
    }

    /// <summary>A smaller batch than a group runs in the same scratch.</summary>
    [Fact]
    public void Any_batch_fits()
    {
        foreach (BodyPlan plan in Plans.All)
        {
            foreach (int tokens in Plans.TokenCounts(plan))
            {
                long length = new ScratchMap(plan, tokens, int.MaxValue).Length;
                Assert.All(Enumerable.Range(1, 130), batch => Assert.InRange(new ScratchMap(plan, tokens, batch).Length, 0, length));
            }
        }
    }

    [Fact]
    public void Every_scratch_buffer_has_a_place_and_whole_lines() => Assert.All(Plans.All, plan =>
    {
        Assert.Equal(Lives(plan).Keys.Select(buffer => buffer.Name).Order(), plan.Scratch.Places.Select(place => place.Buffer.Name).Order());
        Assert.Equal(plan.Scratch.Places.Count, plan.Scratch.Places.Select(place => place.Buffer.Name).Distinct().Count());
        Assert.All(plan.Scratch.Places, place => Assert.True(place.Buffer.Stride >= place.Buffer.Width));
    });

    /// <summary>Buffers that are not needed at once share memory.</summary>
    [Fact]
    public void Memory_is_shared()
    {
        BodyPlan plan = Plans.Of(Plans.Seed, VectorUnit.Avx512);
        ScratchMap map = new(plan, 197, 1);
        Assert.True(map.Length < map.Starts.Keys.Sum(map.Size));
    }

    /// <summary>Scratch grows with the tokens, not with their square: a straight line is never left by more than a row block's buffers.</summary>
    [Fact]
    public void Scratch_is_linear_in_the_tokens()
    {
        foreach (BodyPlan plan in Plans.All.Where(plan => plan.Graph.Tokens is null))
        {
            IEnumerable<Buffer> buffers = plan.Scratch.Places.Select(place => place.Buffer);
            long perToken = buffers.Where(buffer => buffer.Scope is BufferScope.Group or BufferScope.Queries or BufferScope.Scores).Sum(buffer => (long)buffer.Stride);
            long constant = buffers.Sum(buffer => buffer.Scope switch
            {
                BufferScope.Block => (long)plan.RowBlock * buffer.Stride,
                BufferScope.Queries => (long)plan.Unit.Lanes * buffer.Stride,
                BufferScope.Fixed => buffer.Stride,
                _ => 0,
            });
            for (int tokens = plan.RowBlock; tokens < 100_000; tokens = (tokens * 2) + 1)
            {
                Assert.InRange(new ScratchMap(plan, tokens, 1).Length, 0, constant + (perToken * tokens));
            }
        }
    }

    [Fact]
    public void Generated_code_of_an_encoder_computes_the_same() => ComputesTheSame("Encoder(64, 8, 128)", Plans.Seed);

    [Fact]
    public void Generated_code_of_a_feed_forward_block_computes_the_same() =>
        ComputesTheSame("FeedForward(31, 47)", new FeedForwardShape(31, 47, ActivationKind.Silu, true, null));

    /// <summary>The generated sums are those of the plan.</summary>
    private static void ComputesTheSame(string attribute, ModuleShape shape)
    {
        Type model = Emitted.From(GeneratorRunner.Run($"[ShapeGen.{attribute}] public partial class Model;")).Load().GetType("Model")!;
        foreach (VectorUnit unit in VectorUnit.All)
        {
            BodyPlan plan = Plans.Of(shape, unit);
            MethodInfo scratchFloats = model.GetMethod("ScratchFloats" + unit.Name, BindingFlags.Static | BindingFlags.NonPublic)!;
            Assert.All(Plans.TokenCounts(plan), tokens => Assert.Equal(new ScratchMap(plan, tokens, int.MaxValue).Length, scratchFloats.Invoke(null, [tokens])));

            object?[] length = [null];
            model.GetMethod("Layout" + unit.Name, BindingFlags.Static | BindingFlags.NonPublic)!.Invoke(null, length);
            Assert.Equal(plan.Weights.Length, (int)length[0]!);
        }
    }

    /// <summary>From the first segment that touches a buffer to the last.</summary>
    private static Dictionary<Buffer, (int First, int Last)> Lives(BodyPlan plan)
    {
        Dictionary<Buffer, (int First, int Last)> lives = [];
        for (int segment = 0; segment < plan.Segments.Count; segment++)
        {
            foreach (Buffer buffer in plan.Segments[segment].Stages.SelectMany(stage => stage.Buffers).Where(buffer => buffer.IsScratch))
            {
                lives[buffer] = lives.TryGetValue(buffer, out (int First, int Last) life) ? (life.First, segment) : (segment, segment);
            }
        }

        return lives;
    }
}

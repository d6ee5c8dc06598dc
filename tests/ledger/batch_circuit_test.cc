#include "ledger/ingest/batch_circuit.h"

#include <gtest/gtest.h>

#include <vector>

#include "ledger/base/joined_thread.h"

namespace plog {
namespace {

using Batch = BatchCircuit::Batch;

void Collect(size_t count, BatchCircuit* circuit) {
  for (size_t i = 0; i < count; ++i) {
    Batch batch = circuit->TakeEmpty();
    if (batch == nullptr) break;
    batch->used = i;
    circuit->PutCollected(std::move(batch));
  }
}

// What the storer gets, by `used`; each goes back empty.
std::vector<size_t> StoreAll(BatchCircuit* circuit, size_t* prepared_here) {
  std::vector<size_t> stored;
  const auto prepare = [&](PreparedBatch*) { ++*prepared_here; };
  while (Batch batch = circuit->TakePrepared(prepare)) {
    stored.push_back(batch->used);
    batch->Clear();
    circuit->PutEmpty(std::move(batch));
  }
  return stored;
}

TEST(BatchCircuit, TheStorerPreparesOthersUntilTheNextOneIsThere) {
  BatchCircuit circuit(4);
  Collect(4, &circuit);
  circuit.EndCollecting();
  Batch first = circuit.TakeCollected();
  ASSERT_NE(first, nullptr);
  size_t prepared = 0;
  std::vector<size_t> stored;
  const auto prepare = [&](PreparedBatch* batch) {
    EXPECT_EQ(batch->used, ++prepared);
    if (prepared == 3) circuit.PutPrepared(std::move(first));
  };
  while (Batch batch = circuit.TakePrepared(prepare)) {
    stored.push_back(batch->used);
  }
  EXPECT_EQ(prepared, 3U);
  EXPECT_EQ(stored, (std::vector<size_t>{0, 1, 2, 3}));
}

TEST(BatchCircuit, HandsAllOfThemOnInOrder) {
  constexpr size_t kCount = 2000;
  BatchCircuit circuit(3);
  JoinedThread collecting([&] {
    Collect(kCount, &circuit);
    circuit.EndCollecting();
  });
  JoinedThread preparing([&] {
    while (Batch batch = circuit.TakeCollected()) {
      circuit.PutPrepared(std::move(batch));
    }
  });
  size_t prepared_here = 0;
  const std::vector<size_t> stored = StoreAll(&circuit, &prepared_here);
  collecting.Join();
  preparing.Join();
  ASSERT_EQ(stored.size(), kCount);
  for (size_t i = 0; i < kCount; ++i) ASSERT_EQ(stored[i], i);
  EXPECT_LE(prepared_here, kCount);
}

TEST(BatchCircuit, NobodyWaitsOnceItIsStopped) {
  BatchCircuit circuit(2);
  JoinedThread collecting([&] { Collect(100, &circuit); });
  Batch lost = circuit.TakeCollected();
  JoinedThread storing([&] {
    size_t prepared = 0;
    EXPECT_TRUE(StoreAll(&circuit, &prepared).empty());
  });
  circuit.Stop();
  collecting.Join();
  storing.Join();
  EXPECT_EQ(circuit.TakeEmpty(), nullptr);
  EXPECT_EQ(circuit.TakeCollected(), nullptr);
}

}  // namespace
}  // namespace plog

import { CapsuleTabs, NavBar } from 'antd-mobile';
import { useState } from 'react';
import type { Me } from '../../../../contract/staff-api.ts';
import { Notice } from '../../components/states.tsx';
import { useRouter } from '../../router.tsx';
import { MappingPanel } from './mapping.tsx';
import { PayloadPanel } from './payloads.tsx';
import { RulesPanel } from './rules.tsx';

type Tab = 'payloads' | 'mapping' | 'rules';

/** 管理: what did not get in, what nobody has named yet, and the rules. Managers look, admins change. */
export function AdminPage({ me }: { me: Me }) {
  const { back, go } = useRouter();
  const [tab, setTab] = useState<Tab>('payloads');
  if (!me.maySeeAdmin) {
    return (
      <Notice
        title="没有权限"
        text="这一页给门店经理和管理员使用。"
        action={{ text: '查看我的线索', run: () => go('/app/') }}
      />
    );
  }
  return (
    <>
      <NavBar onBack={back} backIcon backArrow={true}>
        管理
      </NavBar>
      <main className="page">
        <CapsuleTabs activeKey={tab} onChange={(key) => setTab(key as Tab)}>
          <CapsuleTabs.Tab title="未接收" key="payloads" />
          {me.role === 'admin' && <CapsuleTabs.Tab title="未识别" key="mapping" />}
          <CapsuleTabs.Tab title="规则" key="rules" />
        </CapsuleTabs>
        {tab === 'payloads' && <PayloadPanel />}
        {tab === 'mapping' && <MappingPanel />}
        {tab === 'rules' && <RulesPanel />}
      </main>
    </>
  );
}
